import { startPurge, type Purge, type Purged } from './purge.ts';
import type { PurgeBucketOptions, PurgeSummary } from './purge-options.ts';
import { purgeTemporary } from './purge-temporary.ts';
import { purgeTrash } from './purge-trash.ts';
import { purgeUploads } from './purge-uploads.ts';

/**
 * Frees what has expired in a bucket: temporary objects, trash that no delta needs, and uploads in parts that nobody
 * completed. Objects of users, their deltas and references are never touched. It may run beside writers, be killed,
 * and be run again.
 *
 * Takes a LIST of what is internal and a HEAD for each temporary object; where trash has expired also one pass over
 * the bucket, as repairBucket does. Memory: a few words for each reference in the trash that has expired, and the
 * keys of the deltas of one deltaspace and of those that it is nested in.
 * @throws INVALID_ARGUMENT for an age of less than an hour; BUCKET_NOT_FOUND, and what the storage throws where it
 * cannot be listed
 */
export async function purgeBucket(options: PurgeBucketOptions): Promise<PurgeSummary> {
  const purge = startPurge(options);
  const counts = { purged: 0, purgeable: 0, kept: 0, failed: 0 };
  let young = 0;
  let bytes = 0;
  for await (const found of everything(purge)) {
    if (found === 'young') {
      young++;
      continue;
    }
    const { outcome, size = 0 } = found;
    counts[outcome]++;
    if (outcome === 'purged' || outcome === 'purgeable') bytes += size;
    options.observe?.(found);
  }
  purge.signal?.throwIfAborted();
  return { ...counts, young, bytes };
}

async function* everything(purge: Purge): AsyncGenerator<Purged, void, undefined> {
  purge.signal?.throwIfAborted();
  yield* purgeTemporary(purge);
  yield* purgeTrash(purge);
  yield* purgeUploads(purge);
}
