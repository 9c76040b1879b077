import type { Engine } from '../engine.ts';
import { ListingMemory } from '../listing/listing-memory.ts';
import { lookUp } from '../listing/look-up.ts';
import type { ListedObject } from '../ports/storage-port.ts';
import { toStoredRow, type StoredRow } from './list-stored.ts';

export interface LookAtStoredInput {
  readonly bucket: string;
  /** Rows of a listing: what `listStored` calls unseen. */
  readonly rows: readonly ListedObject[];
  readonly signal?: AbortSignal | undefined;
}

/** HEADs under way at once: enough to hide a round trip, not enough to be throttled. */
const AT_ONCE = 32;

/**
 * Asks the store what rows are that a listing did not look up, and remembers the answers. They come in the order of
 * the rows, `undefined` for what is gone by now. That a row may be the older one of twins is not looked at.
 */
export async function lookAtStored(
  engine: Engine,
  { bucket, rows, signal }: LookAtStoredInput,
): Promise<readonly (StoredRow | undefined)[]> {
  const memory = new ListingMemory(engine, bucket);
  const found: (StoredRow | undefined)[] = [];
  const waiting = [...rows.entries()].reverse();
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [index, row] = next;
      signal?.throwIfAborted();
      found[index] = toStoredRow(row, await lookUp(engine, row, { bucket, signal, memory }));
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, rows.length) }, work));
  } finally {
    // The first failure ends the others, too.
    waiting.length = 0;
    await memory.flush();
  }
  return found;
}
