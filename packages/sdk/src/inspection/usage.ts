import type { StoredRow } from '@deltaglider/core';

/** What objects take, as they are and as they are stored. Sizes are bytes. */
export interface Usage {
  readonly objects: number;
  /** How many of the objects are stored as deltas. */
  readonly deltas: number;
  readonly references: number;
  /** Of the objects themselves, without the unreadable ones. */
  readonly size: number;
  /** In the store: objects and deltas, every reference once, and what is unreadable or stale. */
  readonly storedSize: number;
  /** How many of the objects have metadata that does not tell their size. */
  readonly unreadable: number;
  /** What those take in the store. */
  readonly unreadableSize: number;
  /**
   * The part of `size` that is not stored, from 0 to 1; below 0 where references outweigh what they save, and
   * unknown where there is nothing to save. What is unreadable does not count.
   */
  readonly saved: number | undefined;
}

type Counts = Record<Exclude<keyof Usage, 'saved'>, number>;

/** Adds up rows, and other sums. */
export class UsageSum {
  readonly #counts: Counts = {
    objects: 0,
    deltas: 0,
    references: 0,
    size: 0,
    storedSize: 0,
    unreadable: 0,
    unreadableSize: 0,
  };

  addRow({ kind, object, replaces, storedSize }: StoredRow): void {
    const counts = this.#counts;
    counts.storedSize += storedSize;
    if (kind === 'reference') counts.references++;
    if (replaces !== undefined) {
      counts.objects--;
      counts.size -= replaces.object.size;
    }
    if (object === undefined) return;
    counts.objects++;
    if (object.stored === 'delta') counts.deltas++;
    // A listing shows such a delta with the only size there is, that of the delta.
    if (object.stored === 'delta' && object.sha256 === undefined) {
      counts.unreadable++;
      counts.unreadableSize += storedSize;
    } else counts.size += object.size;
  }

  add(usage: Usage): void {
    for (const key of Object.keys(this.#counts) as (keyof Counts)[]) {
      this.#counts[key] += usage[key];
    }
  }

  total(): Usage {
    return { ...this.#counts, saved: partSaved(this.#counts) };
  }
}

/** `saved` of a `Usage`. */
export function partSaved({
  size,
  storedSize,
  unreadableSize,
}: Pick<Usage, 'size' | 'storedSize' | 'unreadableSize'>): number | undefined {
  return size === 0 ? undefined : 1 - (storedSize - unreadableSize) / size;
}

/** What several buckets, say, take together. */
export function sumUsage(usages: Iterable<Usage>): Usage {
  const sum = new UsageSum();
  for (const usage of usages) sum.add(usage);
  return sum.total();
}
