import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { ListedObject, StoredObject } from '../ports/storage-port.ts';
import { describeObject, unreadableEntry } from './described-entry.ts';
import type { ListingMemory } from './listing-memory.ts';
import type { Description } from './listing-row.ts';
import { isDeltaPlace, meaningOf } from './meaning-of.ts';

export interface LookUpContext {
  readonly bucket: string;
  readonly signal: AbortSignal | undefined;
  readonly memory: ListingMemory;
}

/** Stores tell times in listings and elsewhere with another precision: cut to the second, or rounded. */
const PRECISION_MS = 1000;

/** Asks the store what a row means. */
export async function lookUp(
  engine: Engine,
  row: ListedObject,
  context: LookUpContext,
): Promise<Description> {
  const { bucket, signal } = context;
  try {
    const stored = await engine.storage.head({ bucket, key: row.key }, { signal });
    if (stored === undefined) return await lookUpReplacement(engine, row, context);
    if (!isSameVersion(row, stored)) return describeStored(stored);
    const meaning = meaningOf(stored);
    if (meaning === undefined) return unreadableEntry(row);
    await context.memory.learn({ row, meaning });
    return describeObject(row, meaning);
  } catch (error) {
    // One object that may not be looked at must not hide all others; reading it says what is wrong.
    if (!DeltaGliderError.is(error, 'ACCESS_DENIED')) throw error;
    return isDeltaPlace(row.key) ? unreadableEntry(row) : undefined;
  }
}

/** The logical meaning of an object that no row of the listing stands for. */
export function describeStored(stored: StoredObject): Description {
  const meaning = meaningOf(stored);
  return meaning === undefined ? unreadableEntry(stored) : describeObject(stored, meaning);
}

/** Between the listing and this look a whole object may have taken the delta's place. */
async function lookUpReplacement(
  engine: Engine,
  row: ListedObject,
  { bucket, signal }: LookUpContext,
): Promise<Description> {
  if (!isDeltaPlace(row.key)) return undefined;
  const key = row.key.slice(0, -DELTA_SUFFIX.length);
  const twin = await engine.storage.head({ bucket, key }, { signal });
  const described = twin && describeStored(twin);
  return described && { ...described, physicalKey: row.key };
}

function isSameVersion(row: ListedObject, stored: StoredObject): boolean {
  if (stored.etag !== row.etag || stored.size !== row.size) return false;
  const apart = Math.abs(stored.lastModified.getTime() - row.lastModified.getTime());
  return apart <= PRECISION_MS;
}
