import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { ObjectSettings } from '../ports/storage-port.ts';
import { formatAddress, type ObjectAddress } from './object-address.ts';

/**
 * For stores that keep bytes, metadata and properties only.
 * @throws UNSUPPORTED, by its name, for a setting that would be lost.
 */
export function assertNoSettings(address: ObjectAddress, settings: ObjectSettings): void {
  const { placement, access, tags = {}, customerKey } = settings;
  const asked: Readonly<Record<string, unknown>> = {
    'storage classes': placement?.storageClass,
    'encryption settings': placement?.encryption,
    ACLs: access?.acl ?? access?.grants,
    tags: Object.keys(tags)[0],
    'customer keys': customerKey,
  };
  const name = Object.keys(asked).find((each) => asked[each] !== undefined);
  if (name === undefined) return;
  throw new DeltaGliderError(
    'UNSUPPORTED',
    `Cannot write ${formatAddress(address)}: this store has no ${name}.`,
    { details: { ...address, hint: 'Leave them out, or use a store that has them, such as S3.' } },
  );
}
