import { DeltaGliderError, formatAddress, type StoredObject } from '@deltaglider/core';
import { failureOf } from '../failure-of.ts';
import type { Purge, Purged } from './purge.ts';
import type { PurgeFinding } from './purge-options.ts';

export interface PurgeObject extends Pick<PurgeFinding, 'kind'> {
  readonly key: string;
  readonly size: number;
  /**
   * Since when an object has expired, as a phrase; `undefined` while it is young. Asked just before the delete: what
   * a listing has told may be old by now.
   */
  readonly expired: (stored: StoredObject) => string | undefined;
}

/** Deletes an object if it has expired and is unchanged; `undefined` when it is gone. */
export async function purgeObject(
  purge: Purge,
  { kind, key, size, expired }: PurgeObject,
): Promise<Purged | undefined> {
  const { engine, bucket, dryRun, signal } = purge;
  const address = { bucket, key };
  try {
    signal?.throwIfAborted();
    const stored = await engine.storage.head(address, { signal });
    if (stored === undefined) return undefined;
    const since = expired(stored);
    if (since === undefined) return 'young';
    if (!dryRun) await engine.storage.delete(address, { ifMatch: stored.etag, signal });
    const message = `${formatAddress(address)} ${since}; it ${dryRun ? 'would be' : 'was'} deleted.`;
    const outcome = dryRun ? 'purgeable' : 'purged';
    return { kind, outcome, address, size: stored.size, message };
  } catch (error) {
    signal?.throwIfAborted();
    // Somebody has written it anew.
    if (DeltaGliderError.is(error, 'PRECONDITION_FAILED')) return 'young';
    return { kind, outcome: 'failed', address, size, ...failureOf(error), error };
  }
}
