import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { readFields } from './field.ts';
import { isOfProxy, proxyUserMetadata } from './proxy-dialect.ts';

type Metadata = Readonly<Record<string, string>>;

/** S3's limit for names and values of all user metadata together, in bytes. */
const MAX_METADATA_BYTES = 2048;

/** The user's own part of an object's metadata. */
export function userMetadata(metadata: Metadata): Record<string, string> {
  const fields = readFields(metadata);
  if (fields.get('tool') === undefined && fields.get('file-sha256') === undefined) {
    return { ...metadata };
  }
  if (isOfProxy(metadata)) return proxyUserMetadata(metadata);
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !fields.owns(name)));
}

/**
 * The user's metadata as it is stored: lower-case names.
 * @throws INVALID_ARGUMENT for a name that is ours, and for text that S3 would garble.
 */
export function normalizeUserMetadata(address: ObjectAddress, metadata: Metadata): Metadata {
  const normalized: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const lower = name.toLowerCase();
    const reason = reasonAgainst(lower, value);
    if (reason !== undefined) {
      throw new DeltaGliderError(
        'INVALID_ARGUMENT',
        `The metadata "${name}" of ${formatAddress(address)} ${reason}.`,
        { details: { ...address } },
      );
    }
    normalized[lower] = value;
  }
  return normalized;
}

function reasonAgainst(name: string, value: string): string | undefined {
  if (/^dg[-_]/.test(name)) return 'begins with a prefix that DeltaGlider keeps for itself';
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) return 'is not a name that HTTP can carry';
  if (!/^[\x20-\x7e]*$/.test(value)) return 'has characters that S3 does not keep (only ASCII)';
  return undefined;
}

/** Bytes that the metadata takes of S3's limit. */
function metadataBytes(metadata: Metadata): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) bytes += name.length + value.length;
  return bytes;
}

/** @throws INVALID_ARGUMENT when S3 would refuse the metadata; call it before anything is written. */
export function assertMetadataFits(address: ObjectAddress, metadata: Metadata): void {
  const bytes = metadataBytes(metadata);
  if (bytes <= MAX_METADATA_BYTES) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The metadata of ${formatAddress(address)} takes ${bytes} bytes together with DeltaGlider's own; S3 ` +
      `keeps at most ${MAX_METADATA_BYTES}.`,
    { details: { ...address, hint: 'Use fewer or shorter metadata entries.' } },
  );
}
