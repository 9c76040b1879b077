import { compareUtf8 } from '../bytes/compare-utf8.ts';
import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { LogicalEntry } from '../domain/logical-object.ts';
import type { DescribedEntry } from './describe-entries.ts';
import { LookAhead } from './look-ahead.ts';

export interface LogicalOrderOptions {
  /** Only keys that begin with it are listed. */
  readonly prefix: string;
  /** Rows that may wait in memory to be looked at ahead of their turn. */
  readonly window: number;
  /** Asks the store for the delta at this physical key, when the window does not reach it. */
  readonly findDelta: (physicalKey: string) => Promise<DescribedEntry | undefined>;
}

/**
 * Brings rows from physical into logical order. They differ where a delta's suffix sorts behind a sibling:
 * `app.jar.asc` comes before `app.jar.delta`, but `app.jar` before `app.jar.asc`. Only a delta whose logical
 * key is a prefix of the current one can be late, so those few keys are looked for ahead: in a window of rows
 * already read, else by asking the store. Memory is bounded by the window and the length of a key.
 */
export async function* logicalOrder(
  rows: AsyncIterable<DescribedEntry>,
  options: LogicalOrderOptions,
): AsyncGenerator<LogicalEntry, void, undefined> {
  const ahead = new LookAhead(rows, options.window);
  /** Deltas that were looked for, by physical key: whether they have been yielded ahead of their row. */
  const settled = new Map<string, boolean>();
  try {
    for (let row = await ahead.shift(); row !== undefined; row = await ahead.shift()) {
      const wasYielded = settled.get(row.physicalKey) === true;
      forget(settled, row.physicalKey);
      if (wasYielded) continue;
      let current = row;
      for (const key of lateDeltas(row, options.prefix)) {
        if (settled.has(key)) continue;
        const late = await find(ahead, key, options);
        settled.set(key, late !== undefined);
        if (late === undefined) continue;
        if (late.entry.key === row.entry.key) current = newer(row, late);
        else yield late.entry;
      }
      yield current.entry;
    }
  } finally {
    await ahead.close();
  }
}

/**
 * The physical keys that would come later than this row although their logical keys come before it (or are
 * the same: then the two are twins), in logical order.
 */
function* lateDeltas(row: DescribedEntry, prefix: string): Generator<string, void, undefined> {
  const { key, type } = row.entry;
  // A common prefix is no object, so it has no twin.
  const longest = type === 'prefix' ? key.length - 1 : key.length;
  for (let length = Math.max(prefix.length, 1); length <= longest; length++) {
    const next = key.charCodeAt(length);
    // Only what sorts before the suffix can stand between a key and its delta.
    if (length < key.length && next > DELTA_SUFFIX.charCodeAt(0)) continue;
    const late = key.slice(0, length) + DELTA_SUFFIX;
    if (compareUtf8(late, row.physicalKey) > 0) yield late;
  }
}

async function find(
  ahead: LookAhead,
  physicalKey: string,
  options: LogicalOrderOptions,
): Promise<DescribedEntry | undefined> {
  const seen = await ahead.find(physicalKey);
  const found = seen === 'beyond' ? await options.findDelta(physicalKey) : seen;
  // A foreign object of that name is nobody's delta: it has its own place in the order.
  const isDelta = found?.entry.type === 'object' && found.entry.key !== physicalKey;
  return isDelta ? found : undefined;
}

/** Drops what can no longer come. */
function forget(settled: Map<string, boolean>, physicalKey: string): void {
  for (const key of settled.keys()) {
    if (compareUtf8(key, physicalKey) <= 0) settled.delete(key);
  }
}

function newer(direct: DescribedEntry, delta: DescribedEntry): DescribedEntry {
  return direct.writtenAt > delta.writtenAt ? direct : delta;
}
