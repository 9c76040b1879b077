import type { SkippedItem } from '../transfer-task.ts';
import type { EntryPair } from './decide.ts';
import { mergeJoin } from './merge-join.ts';
import type { SyncEntry, SyncRow, UnreadableEntry } from './sync-row.ts';
import type { SyncRoute } from './sync-route.ts';

/** How many took part so far. */
export interface SyncCounts {
  sources: number;
  destinations: number;
}

export type PairedItem = ({ readonly type: 'pair' } & EntryPair) | SkippedItem;

/**
 * Pairs the entries of both sides by name. What cannot be read is skipped with its reason; what the destination has
 * of that name, or below it, is in no pair of its own, so that it is not taken for something the source has not.
 */
export async function* pairedEntries(
  { source, destination }: SyncRoute,
  counts: SyncCounts,
): AsyncGenerator<PairedItem, void, undefined> {
  /** Directories of the source that could not be read, as far as the present name is in them. */
  let unread: string | undefined;
  for await (const { left, right } of mergeJoin(source.rows(), destination.rows())) {
    if (left !== undefined) counts.sources++;
    if (right !== undefined) counts.destinations++;
    for (const row of [left, right]) if (isTold(row)) yield toSkipped(row);
    if (left?.type === 'unreadable') {
      if (left.relative === '' || left.relative.endsWith('/')) unread = left.relative;
      continue;
    }
    const pair = { source: left, destination: readable(right) };
    if (pair.source === undefined && pair.destination === undefined) continue;
    const isHidden = unread !== undefined && (left ?? right)?.relative.startsWith(unread);
    if (left === undefined && isHidden === true) continue;
    yield { type: 'pair', ...pair };
  }
}

function readable(row: SyncRow | undefined): SyncEntry | undefined {
  return row?.type === 'entry' ? row : undefined;
}

function isTold(row: SyncRow | undefined): row is UnreadableEntry {
  return row?.type === 'unreadable' && !row.isExcluded;
}

function toSkipped({ subject, reason }: UnreadableEntry): SkippedItem {
  return { type: 'skipped', subject, reason };
}
