import type { StoredRow } from '@deltaglider/core';

/** Below this many bytes an object counts as small: some storage classes charge for as many. */
export const SMALL_OBJECT = 128 * 1024;

/** How many objects, and their bytes. */
export interface Volume {
  readonly objects: number;
  readonly size: number;
  /** Those with fewer than 128 KiB, which count for the above, too. */
  readonly smallObjects: number;
  readonly smallSize: number;
}

/** What is in one storage class. */
export interface ClassUsage {
  /** Like `STANDARD_IA`; `undefined` in a store without such classes. */
  readonly storageClass: string | undefined;
  /** As it is stored: objects, deltas, references, and what is stale. */
  readonly stored: Volume;
  /**
   * What the objects would be as whole ones; of a delta whose size its metadata does not tell, the delta itself.
   * `undefined` where some have not been looked at.
   */
  readonly logical: Volume | undefined;
}

type MutableVolume = { -readonly [K in keyof Volume]: number };

interface OpenClass {
  readonly stored: MutableVolume;
  readonly logical: MutableVolume;
  isComplete: boolean;
}

/** Adds up rows by the storage class that they are listed with. */
export class ClassSum {
  readonly #classes = new Map<string | undefined, OpenClass>();

  addRow({ kind, listed, storedSize, object, replaces }: StoredRow): void {
    const open = this.#classOf(listed.storageClass);
    add(open.stored, storedSize, 1);
    if (kind === 'unseen') open.isComplete = false;
    if (object !== undefined) add(open.logical, object.size, 1);
    if (replaces === undefined) return;
    add(this.#classOf(replaces.listed.storageClass).logical, replaces.object.size, -1);
  }

  /** Takes some of the rows that were unseen for all of them: each of these stands for `weight` of those. */
  estimate(sample: Iterable<StoredRow>, weight: number): void {
    for (const { listed, object } of sample) {
      if (object !== undefined)
        add(this.#classOf(listed.storageClass).logical, object.size, weight);
    }
    for (const open of this.#classes.values()) open.isComplete = true;
  }

  total(): readonly ClassUsage[] {
    return [...this.#classes]
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
      .map(([storageClass, { stored, logical, isComplete }]) => ({
        storageClass,
        stored,
        logical: isComplete ? logical : undefined,
      }));
  }

  #classOf(storageClass: string | undefined): OpenClass {
    let open = this.#classes.get(storageClass);
    if (open === undefined) {
      open = { stored: nothing(), logical: nothing(), isComplete: true };
      this.#classes.set(storageClass, open);
    }
    return open;
  }
}

function nothing(): MutableVolume {
  return { objects: 0, size: 0, smallObjects: 0, smallSize: 0 };
}

function add(volume: MutableVolume, size: number, times: number): void {
  volume.objects += times;
  volume.size += times * size;
  if (size >= SMALL_OBJECT) return;
  volume.smallObjects += times;
  volume.smallSize += times * size;
}
