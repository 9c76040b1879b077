import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { CreateBucketOptions, ListBucketsOptions } from '../ports/bucket-admin-port.ts';

/**
 * For stores whose buckets are nothing but names.
 * @throws UNSUPPORTED, by its name, for what would be lost.
 */
export function assertNoBucketSettings({
  tags = {},
  region,
}: Pick<CreateBucketOptions, 'tags'> & Pick<ListBucketsOptions, 'region'>): void {
  const hasTags = Object.keys(tags).length > 0;
  if (!hasTags && region === undefined) return;
  const name = hasTags ? 'tags' : 'regions';
  throw new DeltaGliderError('UNSUPPORTED', `The buckets of this store have no ${name}.`, {
    details: { hint: 'Leave them out, or use a store that has them, such as S3.' },
  });
}
