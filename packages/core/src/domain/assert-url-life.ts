import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { formatAddress, type ObjectAddress } from './object-address.ts';

/** What S3 takes: seven days. */
const MAX_SECONDS = 7 * 24 * 3600;

/** @throws INVALID_ARGUMENT for what is not a number of seconds that a presigned URL can work for. */
export function assertUrlLife(address: ObjectAddress, seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_SECONDS) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `A URL of ${formatAddress(address)} cannot work for ${seconds} seconds.`,
    { details: { ...address, hint: `Give 1 to ${MAX_SECONDS} seconds, which are seven days.` } },
  );
}
