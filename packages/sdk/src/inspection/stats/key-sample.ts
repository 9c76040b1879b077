import type { CreateHash, ListedObject } from '@deltaglider/core';

interface Candidate {
  readonly rank: number;
  readonly row: ListedObject;
}

/**
 * A random sample of rows, of a size that is given beforehand, in one pass: those with the smallest hashes of their
 * keys. The hash knows nothing of sizes, and the same bucket has the same sample each time.
 */
export class KeySample {
  readonly #sha256: CreateHash;
  readonly #size: number;
  #candidates: Candidate[] = [];
  #limit = Infinity;

  constructor(sha256: CreateHash, size: number) {
    this.#sha256 = sha256;
    this.#size = size;
  }

  add(row: ListedObject): void {
    if (this.#size === 0) return;
    const rank = this.#rankOf(row.key);
    if (rank >= this.#limit) return;
    this.#candidates.push({ rank, row });
    if (this.#candidates.length >= 2 * this.#size) this.#shrink();
  }

  /** In no order. */
  rows(): readonly ListedObject[] {
    this.#shrink();
    return this.#candidates.map(({ row }) => row);
  }

  #shrink(): void {
    if (this.#candidates.length <= this.#size) return;
    this.#candidates.sort((a, b) => a.rank - b.rank);
    this.#candidates.length = this.#size;
    this.#limit = this.#candidates.at(-1)?.rank ?? Infinity;
  }

  #rankOf(key: string): number {
    const hash = this.#sha256();
    hash.update(new TextEncoder().encode(key));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = hash.digest();
    return (((((a << 8) | b) << 8) | c) * 256 + d) * 65536 + e * 256 + f;
  }
}
