import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from '@deltaglider/core';
import { fromNodeError } from '../errors/from-node-error.ts';
import type { ObjectPlace } from './object-place.ts';

const CHUNK_SIZE = 1 << 20;

export interface FileBodyOptions {
  readonly place: ObjectPlace;
  readonly range: ByteRange;
  readonly signal: AbortSignal | undefined;
}

/**
 * The bytes of an open file, once, from front to back. Not a generator: one that was never started would not
 * close the file when it is returned.
 */
export class FileBody implements AsyncIterableIterator<Uint8Array> {
  readonly #handle: FileHandle;
  readonly #options: FileBodyOptions;
  #offset: number;
  #open = true;

  constructor(handle: FileHandle, options: FileBodyOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#offset = options.range.start;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const { place, range, signal } = this.#options;
    if (!this.#open) return { done: true, value: undefined };
    try {
      signal?.throwIfAborted();
      const length = Math.min(CHUNK_SIZE, range.end - this.#offset);
      if (length <= 0) return await this.return();
      const { bytesRead, buffer } = await this.#handle.read(
        new Uint8Array(length),
        0,
        length,
        this.#offset,
      );
      if (bytesRead === 0) throw shortened(place);
      this.#offset += bytesRead;
      return { done: false, value: buffer.subarray(0, bytesRead) };
    } catch (error) {
      await this.return();
      throw fromNodeError(error, { action: 'read', ...place.address });
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#open) {
      this.#open = false;
      await this.#handle.close();
    }
    return { done: true, value: undefined };
  }
}

function shortened(place: ObjectPlace): Error {
  return Object.assign(new Error(`${place.path} became shorter while it was read`), {
    code: 'EIO',
    syscall: 'read',
  });
}
