/** Memory for parts, used again and again: what is thrown away piles up faster than it is collected. */
export class PartBuffers {
  readonly #size: number;
  readonly #spare: Uint8Array[] = [];

  /** Every buffer has this many bytes. */
  constructor(size: number) {
    this.#size = size;
  }

  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(this.#size);
  }

  /** Only for a buffer that nobody reads any more; one of a request that failed may still be on its way. */
  giveBack(buffer: Uint8Array): void {
    this.#spare.push(buffer);
  }
}
