import { removeUnusedReference, type Engine } from '@deltaglider/core';
import { lastSegment } from './destination.ts';

/** As many keys as one request of S3 deletes. */
const BATCH = 1000;

export interface RemoveInternalObjectsOptions {
  readonly bucket: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes what is left of DeltaGlider's own in a bucket that has no object any more: references that nothing
 * needs, then the trash. Only for a bucket that is about to be deleted. An object that has come in meanwhile
 * stays, with its reference, and keeps the bucket from being deleted.
 * @throws the error of the first object that could not be deleted.
 */
export async function removeInternalObjects(
  engine: Engine,
  { bucket, signal }: RemoveInternalObjectsOptions,
): Promise<void> {
  const references = await collectKeys(engine, { bucket, signal, isWanted: isReference });
  for (const key of references) {
    await removeUnusedReference(engine, { address: { bucket, key }, signal });
  }
  const others = await collectKeys(engine, { bucket, signal, isWanted: (key) => !isInternal(key) });
  if (others.length > 0) return;
  const trash = await collectKeys(engine, { bucket, signal, isWanted: isInternal });
  for (let start = 0; start < trash.length; start += BATCH) {
    const batch = trash.slice(start, start + BATCH);
    const [failure] = await engine.storage.deleteMany(bucket, batch, { signal });
    if (failure !== undefined) throw failure.error;
  }
}

interface Search extends RemoveInternalObjectsOptions {
  readonly isWanted: (key: string) => boolean;
}

async function collectKeys(
  { storage }: Engine,
  { bucket, signal, isWanted }: Search,
): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const entry of storage.list(bucket, { signal })) {
    if (isWanted(entry.key)) keys.push(entry.key);
  }
  return keys;
}

function isReference(key: string): boolean {
  return lastSegment(key) === 'reference.bin' && !isInternal(key);
}

function isInternal(key: string): boolean {
  return key.startsWith('.deltaglider/');
}
