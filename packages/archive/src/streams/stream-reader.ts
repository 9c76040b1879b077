import type { ByteStream } from '@deltaglider/core';

const NOTHING = new Uint8Array(0);

/** Takes a one-shot stream in pieces of any size; at its end it fails with what the caller says. */
export class StreamReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #tooShort: () => Error;
  #chunks: Uint8Array[] = [];
  #buffered = 0;
  #ended = false;

  /** @param tooShort makes the error for a stream that ends before what is taken */
  constructor(stream: ByteStream, tooShort: () => Error) {
    this.#iterator = stream[Symbol.asyncIterator]();
    this.#tooShort = tooShort;
  }

  /** Exactly so many bytes. */
  async take(size: number): Promise<Uint8Array> {
    await this.#fill(size);
    if (this.#buffered < size) throw this.#tooShort();
    return this.#shift(size);
  }

  /** Up to so many bytes, which stay to be taken; fewer only at the end. */
  async peek(size: number): Promise<Uint8Array> {
    await this.#fill(size);
    const bytes = this.#shift(Math.min(size, this.#buffered));
    this.#unshift(bytes);
    return bytes;
  }

  /** Exactly so many bytes, as they come. */
  async *pass(size: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let left = size; left > 0;) {
      await this.#fill(1);
      const first = this.#chunks[0];
      if (first === undefined) throw this.#tooShort();
      const chunk = this.#shift(Math.min(left, first.length));
      left -= chunk.length;
      yield chunk;
    }
  }

  /** Everything up to the end. */
  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      await this.#fill(1);
      const first = this.#chunks[0];
      if (first === undefined) return;
      yield this.#shift(first.length);
    }
  }

  /** Lets go of the stream; idempotent. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#iterator.return?.();
  }

  async #fill(size: number): Promise<void> {
    while (this.#buffered < size && !this.#ended) {
      const result = await this.#next();
      if (result.done === true) this.#ended = true;
      else if (result.value.length > 0) {
        this.#chunks.push(result.value);
        this.#buffered += result.value.length;
      }
    }
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    try {
      return await this.#iterator.next();
    } catch (error) {
      this.#ended = true;
      throw error;
    }
  }

  #unshift(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.unshift(bytes);
    this.#buffered += bytes.length;
  }

  /** The first bytes, without a copy where one chunk holds them. */
  #shift(size: number): Uint8Array {
    const first = this.#chunks[0];
    if (first === undefined || size === 0) return NOTHING;
    if (first.length > size) {
      this.#chunks[0] = first.subarray(size);
      this.#buffered -= size;
      return first.subarray(0, size);
    }
    if (first.length === size) {
      this.#chunks.shift();
      this.#buffered -= size;
      return first;
    }
    return this.#gather(size);
  }

  #gather(size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    let offset = 0;
    let used = 0;
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, size - offset);
      bytes.set(part, offset);
      offset += part.length;
      if (part.length < chunk.length) {
        this.#chunks[used] = chunk.subarray(part.length);
        break;
      }
      used += 1;
      if (offset === size) break;
    }
    this.#chunks = this.#chunks.slice(used);
    this.#buffered -= size;
    return bytes;
  }
}
