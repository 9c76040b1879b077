import type { Engine } from '@deltaglider/core';
import { lastSegment } from './destination.ts';

/** As many keys as one request of S3 deletes. */
const BATCH = 1000;

export interface RemoveInternalObjectsOptions {
  readonly bucket: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes what is left of DeltaGlider's own in a bucket that has no object any more: trash and references
 * that nothing needs. Only for a bucket that is about to be deleted. Anything else stays, and then keeps the
 * bucket from being deleted.
 * @throws the error of the first object that could not be deleted.
 */
export async function removeInternalObjects(
  { storage }: Engine,
  { bucket, signal }: RemoveInternalObjectsOptions,
): Promise<void> {
  const keys: string[] = [];
  for await (const entry of storage.list(bucket, { signal })) {
    if (entry.type === 'object' && isInternal(entry.key)) keys.push(entry.key);
  }
  for (let start = 0; start < keys.length; start += BATCH) {
    const batch = keys.slice(start, start + BATCH);
    const [failure] = await storage.deleteMany(bucket, batch, { signal });
    if (failure !== undefined) throw failure.error;
  }
}

function isInternal(key: string): boolean {
  return key.startsWith('.deltaglider/') || lastSegment(key) === 'reference.bin';
}
