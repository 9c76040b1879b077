import { DeltaGliderError, type ObjectAddress } from '@deltaglider/core';

/** Names of buckets, also those of the past, and ARNs of access points: never what would reach another path. */
const BUCKET = /^(?:[A-Za-z0-9][A-Za-z0-9._-]{0,254}|arn:[A-Za-z0-9:/_-]+)$/;

/** @throws INVALID_ARGUMENT for a name that cannot be a bucket's. */
export function assertBucket(bucket: string): void {
  if (BUCKET.test(bucket)) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', `"${bucket}" is not a bucket name.`, {
    details: { bucket, hint: 'Use 3 to 63 lower-case letters, digits, dots and hyphens.' },
  });
}

/** @throws INVALID_ARGUMENT for an address that cannot be an object's. */
export function assertAddress({ bucket, key }: ObjectAddress): void {
  assertBucket(bucket);
  // XML, in which listings come, cannot carry a NUL.
  if (key !== '' && !key.includes('\0')) return;
  const what = key === '' ? 'no key' : 'a key with a NUL character';
  throw new DeltaGliderError('INVALID_ARGUMENT', `An object of ${bucket} cannot have ${what}.`, {
    details: { bucket, key },
  });
}
