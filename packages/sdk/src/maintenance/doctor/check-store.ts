import { DeltaGliderError, type BucketAdminPort, type Engine } from '@deltaglider/core';
import type { Found } from './check.ts';

/** Whether the store answers at all. */
export async function checkStore(
  buckets: BucketAdminPort,
  signal: AbortSignal | undefined,
): Promise<Found> {
  try {
    const { length } = await buckets.listBuckets({ signal });
    return { status: 'ok', message: `The store answers; it has ${length} bucket(s).` };
  } catch (error) {
    if (!DeltaGliderError.is(error, 'ACCESS_DENIED')) throw error;
    // Whoever has a right to one bucket only need not have this one.
    return { status: 'ok', message: 'The store answers; its buckets may not be listed.' };
  }
}

/** Whether the bucket is there and can be listed. */
export async function checkBucket(
  { storage }: Engine,
  bucket: string,
  signal: AbortSignal | undefined,
): Promise<Found> {
  let isEmpty = true;
  try {
    for await (const _ of storage.list(bucket, { signal })) {
      isEmpty = false;
      break;
    }
  } catch (error) {
    if (!DeltaGliderError.is(error, 'BUCKET_NOT_FOUND')) throw error;
    const hint = `Create it: deltaglider mb s3://${bucket}`;
    return { status: 'problem', message: error.message, hint };
  }
  const message = `s3://${bucket} can be listed${isEmpty ? '; it is empty' : ''}.`;
  return { status: 'ok', message };
}
