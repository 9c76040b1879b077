import { DeltaGliderError, type ByteStream } from '@deltaglider/core';

/** Takes a stream apart into pieces of known length. Close it in the end. */
export class DeltaReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest = Buffer.alloc(0);

  constructor(stream: ByteStream) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** @throws DELTA_FAILED when the stream ends before. */
  async read(length: number): Promise<Buffer> {
    while (this.#rest.length < length) {
      if (await this.#more()) continue;
      throw new DeltaGliderError('DELTA_FAILED', 'The delta is damaged: it ends too early.');
    }
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return bytes;
  }

  /** Whether everything was read. */
  async isAtEnd(): Promise<boolean> {
    while (this.#rest.length === 0) if (!(await this.#more())) return true;
    return false;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#rest = Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
