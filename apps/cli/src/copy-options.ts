import { usageError, type TransferOptions } from '@deltaglider/cli-kit';
import type { CopyContext } from './copy-context.ts';
import type { CopyingFlags } from './copy-flags.ts';
import { toObjectOptions } from './object-flags.ts';
import { toPlacementOptions } from './placement-flags.ts';
import { readCustomerKeys } from './read-customer-keys.ts';

type Route = CopyContext['route'];

/**
 * How to copy or move, as the flags say.
 * @throws usage error for flags that contradict each other or that this way of copying has not
 */
export function toCopyOptions(
  flags: CopyingFlags,
  { route, store }: CopyContext,
): Omit<TransferOptions, 'store' | 'source' | 'progress'> {
  checkChecksums(flags, route);
  const described = toObjectOptions(flags);
  return {
    ...described,
    ...toPlacementOptions(flags),
    ...readCustomerKeys(flags, { route, store }),
    ...(route === 'copy' && toCarried(flags, described)),
    dryRun: flags.dryrun,
    progressFrequency: flags['progress-frequency'],
    multiline: flags['progress-multiline'],
    overwrite: !flags['no-overwrite'],
    guessContentType: flags['guess-mime-type'],
    delta: flags['no-delta'] ? false : undefined,
    archived: toArchived(flags),
  };
}

/** What a copy takes along of its source. As with aws, the directive is asked first, and `--metadata` implies one. */
function toCarried(
  flags: CopyingFlags,
  { metadata, properties }: ReturnType<typeof toObjectOptions>,
): Pick<TransferOptions, 'copyMetadata' | 'copyTags'> {
  const { 'metadata-directive': directive, 'copy-props': carried = 'default' } = flags;
  if (directive === 'COPY' && (metadata ?? properties) !== undefined) {
    throw usageError(
      'argument --metadata-directive: COPY takes all metadata from the source, and none from flags.',
      'Say REPLACE, or leave out --metadata, --content-type and the like.',
    );
  }
  if (directive !== undefined) return { copyMetadata: directive === 'COPY', copyTags: true };
  return {
    copyMetadata: carried !== 'none' && metadata === undefined,
    copyTags: carried === 'default' || carried === 'all',
  };
}

function toArchived(flags: CopyingFlags): TransferOptions['archived'] {
  if (flags['force-glacier-transfer']) return 'fail';
  return flags['ignore-glacier-warnings'] ? 'ignore' : 'warn';
}

/** Each flag is for one direction, as with aws; nothing but SHA-256 is kept with an object. */
function checkChecksums(flags: CopyingFlags, route: Route): void {
  const { 'checksum-mode': mode, 'checksum-algorithm': algorithm } = flags;
  const isDownload = route === 'download' || route === 'to-stdout';
  if (mode !== undefined && !isDownload) {
    throw usageError('argument --checksum-mode: this is for downloads only.');
  }
  if (algorithm === undefined) return;
  if (isDownload) {
    throw usageError('argument --checksum-algorithm: this is for uploads and copies only.');
  }
  if (algorithm !== 'SHA256') {
    throw usageError(
      `argument --checksum-algorithm: ${algorithm} is not kept with objects.`,
      'Leave it out or say SHA256: each object is kept with its SHA-256, and checked by it.',
    );
  }
}
