import type { ByteStream } from '@deltaglider/core';
import { ByteQueue } from './engine/byte-queue.ts';

/** Some bytes from a stream, and whether they were the last. */
export interface Batch {
  readonly bytes: Uint8Array;
  readonly ended: boolean;
}

/** Reads a stream in batches of about one size, whatever its chunks are. */
export class InputFeed {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #queue = new ByteQueue();
  #ended = false;
  #reading = false;

  constructor(stream: ByteStream) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** Reads `size` bytes, fewer only at the end. */
  async read(size: number): Promise<Batch> {
    while (!this.#ended && this.#queue.size < size) {
      this.#reading = true;
      const next = await this.#iterator.next();
      this.#reading = false;
      if (next.done === true) this.#ended = true;
      else this.#queue.push(next.value);
    }
    const bytes = new Uint8Array(Math.min(size, this.#queue.size));
    this.#queue.takeInto(bytes);
    return { bytes, ended: this.#ended && this.#queue.size === 0 };
  }

  /** Lets the stream go; a stream that is still waiting is not waited for. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const closed = Promise.resolve(this.#iterator.return?.()).catch(() => undefined);
    if (!this.#reading) await closed;
  }
}
