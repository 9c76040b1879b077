import { compareUtf8 } from '../bytes/compare-utf8.ts';
import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { LogicalEntry } from '../domain/logical-object.ts';
import type { DescribedEntry } from './described-entry.ts';
import type { Description } from './listing-row.ts';
import { LookUpsAhead } from './look-ups-ahead.ts';
import type { RowWindow } from './row-window.ts';

export interface LogicalOrderOptions {
  /** Only keys that begin with it matter. */
  readonly prefix: string;
  /** Only keys behind it matter. */
  readonly startAfter: string | undefined;
  /** Asks the store for the delta at this physical key, when the window does not reach it. */
  readonly findDelta: (physicalKey: string) => Promise<Description>;
  /** Of two variants of one key, the one that counts. */
  readonly chooseTwin: (direct: DescribedEntry, delta: DescribedEntry) => Promise<DescribedEntry>;
}

/**
 * Brings rows from physical into logical order, for all keys that matter. The two differ where a delta's suffix
 * sorts behind a sibling: `app.jar.asc` comes before `app.jar.delta`, but `app.jar` before `app.jar.asc`. Only a
 * delta whose logical key is a prefix of the current one can be late, so those few keys are looked for ahead: in
 * the window, else by asking the store. Memory is bounded by the window and the length of a key.
 */
export async function* logicalOrder(
  window: RowWindow,
  options: LogicalOrderOptions,
): AsyncGenerator<LogicalEntry, void, undefined> {
  /** Late deltas by physical key: yielded ahead of their row, or (false) told by the store not to be there. */
  const settled = new Map<string, boolean>();
  const isYielded = (physicalKey: string): boolean => settled.get(physicalKey) === true;
  const lookUps = new LookUpsAhead(window);
  try {
    for (let row = await window.shift(); row !== undefined; row = await window.shift()) {
      const physicalKey = row.row.key;
      const turn = settled.get(physicalKey);
      forget(settled, physicalKey);
      lookUps.passed(row);
      if (turn === true) continue;
      const description = row.describe();
      lookUps.advance(isYielded);
      const described = await description;
      if (described === undefined) continue;
      // It was not there when its turn was, so it is new, and would break the order.
      if (turn === false && described.entry.key !== physicalKey) continue;
      let current = described;
      for (const key of lateDeltas(described, options)) {
        if (settled.has(key)) continue;
        const seen = await window.find(key);
        const found = seen === 'beyond' ? await options.findDelta(key) : await seen?.describe();
        const late = isDeltaAt(key, found) ? found : undefined;
        // What the window has refuted cannot come any more, and need not be kept in mind.
        if (late !== undefined || seen === 'beyond') settled.set(key, late !== undefined);
        if (late === undefined) continue;
        const isTwin = late.entry.key === described.entry.key;
        if (isTwin) current = await options.chooseTwin(described, late);
        else yield late.entry;
      }
      yield current.entry;
    }
  } finally {
    await window.close();
  }
}

/**
 * The physical keys that would come later than this row although their logical keys come before it (or are
 * the same: then the two are twins), in logical order.
 */
function* lateDeltas(
  row: DescribedEntry,
  { prefix, startAfter }: LogicalOrderOptions,
): Generator<string, void, undefined> {
  const { key, type } = row.entry;
  // A common prefix is no object, so it has no twin.
  const longest = type === 'prefix' ? key.length - 1 : key.length;
  for (let length = Math.max(prefix.length, 1); length <= longest; length++) {
    const next = key.charCodeAt(length);
    // Only what sorts before the suffix can stand between a key and its delta.
    if (length < key.length && next > DELTA_SUFFIX.charCodeAt(0)) continue;
    const logical = key.slice(0, length);
    if (startAfter !== undefined && compareUtf8(logical, startAfter) <= 0) continue;
    const late = logical + DELTA_SUFFIX;
    if (compareUtf8(late, row.physicalKey) > 0) yield late;
  }
}

/** A foreign object of that name is nobody's delta: it has its own place in the order. */
function isDeltaAt(physicalKey: string, found: Description): found is DescribedEntry {
  return found?.entry.type === 'object' && found.entry.key !== physicalKey;
}

/** Drops what can no longer come: what is left are extensions of the current key's own beginnings. */
function forget(settled: Map<string, boolean>, physicalKey: string): void {
  for (const key of settled.keys()) {
    if (compareUtf8(key, physicalKey) <= 0) settled.delete(key);
  }
}
