import type { ByteStream, ObjectAddress } from '@deltaglider/core';
import type { Bandwidth } from '../bytes/bandwidth.ts';
import { fromS3Error } from '../errors/from-s3-error.ts';
import { openStream, type OpenStream } from './open-stream.ts';

export interface ObjectBodyOptions {
  readonly address: ObjectAddress;
  /** Bytes of the object that the body has: from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  readonly signal: AbortSignal | undefined;
  readonly bandwidth: Bandwidth | undefined;
  /** Asks for the rest again, of the same version of the object. */
  readonly reopen: (start: number, end: number) => Promise<unknown>;
}

/** How often a body may break without a byte of progress in between. */
const PATIENCE = 3;

/** The bytes of a GET. It survives lost connections, and lets go of its own when it is left or aborted. */
export class ObjectBody implements ByteStream, AsyncIterator<Uint8Array, undefined> {
  readonly #options: ObjectBodyOptions;
  #stream: OpenStream;
  #position: number;
  #failures = 0;
  #ended = false;

  constructor(body: unknown, options: ObjectBodyOptions) {
    this.#options = options;
    this.#position = options.start;
    this.#stream = openStream(body);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const { end, signal, bandwidth } = this.#options;
    while (!this.#ended) {
      try {
        const chunk = await this.#stream.next(signal);
        if (chunk === undefined) {
          if (this.#position >= end) return await this.return();
          throw truncated();
        }
        this.#position += chunk.length;
        this.#failures = 0;
        await bandwidth?.take(chunk.length, { signal });
        return { done: false, value: chunk };
      } catch (error) {
        await this.#recover(error);
      }
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#ended = true;
    await this.#stream.close();
    return { done: true, value: undefined };
  }

  async #recover(error: unknown): Promise<void> {
    const { address, end, signal, reopen } = this.#options;
    await this.#stream.close();
    this.#failures += 1;
    try {
      signal?.throwIfAborted();
      // Everything is here, only the end of the connection went wrong.
      if (this.#position >= end) {
        this.#ended = true;
        return;
      }
      if (this.#failures > PATIENCE) throw fromS3Error(error, { action: 'read', ...address });
      this.#stream = openStream(await reopen(this.#position, end));
    } catch (failure) {
      this.#ended = true;
      throw failure;
    }
  }
}

/** As Node would call it. */
function truncated(): Error {
  return Object.assign(new Error('The body ended early.'), { code: 'ECONNRESET' });
}
