import { formatAddress, type IncompleteUpload } from '@deltaglider/core';
import { failureOf } from '../failure-of.ts';
import { mapOrdered } from '../../concurrency/map-ordered.ts';
import type { Purge, Purged } from './purge.ts';

const kind = 'incomplete-upload';

/** Aborts uploads in parts that were begun long ago and never completed. */
export async function* purgeUploads(purge: Purge): AsyncGenerator<Purged, void, undefined> {
  const { uploads, bucket, concurrency, signal } = purge;
  if (uploads === undefined) return;
  const listed = uploads.listIncompleteUploads(bucket, { signal });
  try {
    yield* mapOrdered(listed, concurrency, (upload) => purgeUpload(purge, upload));
  } catch (error) {
    signal?.throwIfAborted();
    const address = { bucket, key: '' };
    yield { kind, outcome: 'failed', address, size: undefined, ...failureOf(error), error };
  }
}

async function purgeUpload(purge: Purge, upload: IncompleteUpload): Promise<Purged> {
  const { uploads, bucket, dryRun, writtenBefore, signal } = purge;
  const { key, startedAt } = upload;
  if (startedAt > writtenBefore) return 'young';
  const address = { bucket, key };
  const size = undefined;
  try {
    signal?.throwIfAborted();
    if (!dryRun) await uploads?.abortIncompleteUpload(bucket, upload, { signal });
    const message =
      `An upload of ${formatAddress(address)} was begun at ${startedAt.toISOString()} and never ` +
      `completed; it ${dryRun ? 'would be' : 'was'} aborted, which frees its parts.`;
    return { kind, outcome: dryRun ? 'purgeable' : 'purged', address, size, message };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind, outcome: 'failed', address, size, ...failureOf(error), error };
  }
}
