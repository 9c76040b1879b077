import type { Random } from './random.ts';

/** Something that may be drawn. */
export interface Sized {
  /** Bytes: a thing of twice the size is drawn twice as often. */
  readonly size: number;
}

/**
 * Draws from a sequence whose length nobody knows, with replacement and in proportion to the sizes, in one pass and
 * with the memory of one sample. Then the mean of what the draws save is, without bias, what all bytes save.
 */
export class SizeSampler<T extends Sized> {
  readonly #slots: T[] = [];
  readonly #first: T[] = [];
  readonly #wanted: number;
  readonly #random: Random;
  #count = 0;
  #bytes = 0;

  constructor(wanted: number, random: Random) {
    this.#wanted = wanted;
    this.#random = random;
  }

  /** How many there were to draw from. */
  get count(): number {
    return this.#count;
  }

  /** Their sizes together. */
  get bytes(): number {
    return this.#bytes;
  }

  add(item: T): void {
    if (item.size <= 0) return;
    this.#count += 1;
    this.#bytes += item.size;
    if (this.#count <= this.#wanted) this.#first.push(item);
    for (let slot = 0; slot < this.#wanted; slot++) {
      if (this.#random() * this.#bytes < item.size) this.#slots[slot] = item;
    }
  }

  /** In the order in which they were drawn; one may come more than once. */
  draws(): readonly T[] {
    return this.#slots;
  }

  /** Everything, where it is no more than the sample was to have. */
  everything(): readonly T[] | undefined {
    return this.#count <= this.#wanted ? this.#first : undefined;
  }
}
