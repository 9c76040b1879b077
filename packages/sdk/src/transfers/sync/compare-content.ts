import { DeltaGliderError } from '@deltaglider/core';
import type { SyncEntry } from './sync-row.ts';
import type { SyncSide } from './sync-side.ts';

export type ContentComparison = 'same' | 'different' | 'unknown';

/** One side's version of a name. */
export interface Candidate {
  readonly side: SyncSide;
  readonly entry: SyncEntry;
}

/**
 * Compares digests: of objects the recorded ones, of a file that of its bytes. The second is asked only where the
 * first has one, so the one that costs less should come first. What cannot be told because of the file or object
 * itself counts as different: its transfer will say what is wrong.
 */
export async function compareContent(
  first: Candidate,
  second: Candidate,
): Promise<ContentComparison> {
  if (first.entry.size !== second.entry.size) return 'different';
  try {
    const one = await first.side.sha256Of(first.entry);
    if (one === undefined) return 'unknown';
    const other = await second.side.sha256Of(second.entry);
    if (other === undefined) return 'unknown';
    return one === other ? 'same' : 'different';
  } catch (error) {
    if (!DeltaGliderError.is(error) || error.code === 'STORAGE_UNAVAILABLE') throw error;
    return 'different';
  }
}
