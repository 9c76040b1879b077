import type { ByteSource } from '@deltaglider/core';

const FIRST_WINDOW = 4096;
const LARGEST_WINDOW = 64 * 1024;

/**
 * Reads small pieces of a source through a window. It begins small after every jump, and grows while the pieces
 * follow each other: headers in a row cost few reads, and headers far apart few bytes.
 */
export class WindowReader {
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;
  #start = 0;
  #window: Uint8Array = new Uint8Array(0);
  #nextSize = FIRST_WINDOW;

  constructor(source: ByteSource, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
  }

  /** Resolves to `length` bytes, or fewer at the end of the source. They stay as they are. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.held(offset, length) ?? (await this.#load(offset, length));
  }

  /** The same without waiting, when the window has them all. */
  held(offset: number, length: number): Uint8Array | undefined {
    const from = offset - this.#start;
    if (from < 0 || from + length > this.#window.length) return undefined;
    return this.#window.subarray(from, from + length);
  }

  async #load(offset: number, length: number): Promise<Uint8Array> {
    this.#signal?.throwIfAborted();
    const rest = this.#source.size - offset;
    if (rest <= 0) return new Uint8Array(0);
    const behind = offset - (this.#start + this.#window.length);
    const follows = this.#window.length > 0 && offset >= this.#start && behind <= FIRST_WINDOW;
    this.#nextSize = follows ? Math.min(this.#nextSize * 2, LARGEST_WINDOW) : FIRST_WINDOW;
    const size = Math.min(rest, Math.max(length, this.#nextSize));
    this.#window = await this.#source.read(offset, size, { signal: this.#signal });
    this.#start = offset;
    return this.#window.subarray(0, length);
  }
}
