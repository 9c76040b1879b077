import { expiryOf, type ListEntry, type StoredObject } from '@deltaglider/core';
import { mapOrdered } from '../../concurrency/map-ordered.ts';
import type { Purge, Purged } from './purge.ts';
import { purgeObject } from './purge-object.ts';

const PREFIX = '.deltaglider/tmp/';

/**
 * Deletes temporary objects: those that say when they expire, then; the others, which probes and writers left behind,
 * when they are old.
 */
export async function* purgeTemporary(purge: Purge): AsyncGenerator<Purged, void, undefined> {
  const { engine, bucket, concurrency, signal } = purge;
  const rows = engine.storage.list(bucket, { prefix: PREFIX, signal });
  const expired = (stored: StoredObject) => expiredSince(purge, stored);
  const look = async (row: ListEntry): Promise<Purged | undefined> => {
    if (row.type === 'prefix') return undefined;
    const { key, size } = row;
    return await purgeObject(purge, { kind: 'temporary', key, size, expired });
  };
  for await (const found of mapOrdered(rows, concurrency, look)) {
    if (found !== undefined) yield found;
  }
}

function expiredSince(
  { writtenBefore, expiredBefore }: Purge,
  { metadata, lastModified }: StoredObject,
): string | undefined {
  const expiry = expiryOf(metadata);
  if (expiry !== undefined) {
    return expiry > expiredBefore ? undefined : `expired at ${expiry.toISOString()}`;
  }
  if (lastModified > writtenBefore) return undefined;
  return `was left behind at ${lastModified.toISOString()}`;
}
