import { DeltaGliderError, type ObjectAddress } from '@deltaglider/core';

/** S3's own limit, in bytes of UTF-8; it also keeps every path below what systems take. */
export const MAX_KEY = 1024;

/** @throws INVALID_ARGUMENT for a key that S3 would not take either. */
export function validateKey(address: ObjectAddress): void {
  const reason = reasonAgainst(address.key);
  if (reason === undefined) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `${JSON.stringify(address.key)} cannot be a key of the bucket ${address.bucket}: ${reason}.`,
    { details: { ...address } },
  );
}

function reasonAgainst(key: string): string | undefined {
  if (key === '') return 'it is empty';
  if (Buffer.byteLength(key) > MAX_KEY) return `it is longer than ${MAX_KEY} bytes`;
  if (/\p{Cs}/u.test(key)) return 'it is not well-formed Unicode';
  return undefined;
}
