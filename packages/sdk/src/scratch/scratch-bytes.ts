import type { FileHandle } from 'node:fs/promises';
import { type AbortOptions, DeltaGliderError, type ScratchBytes } from '@deltaglider/core';
import { readFully } from '../files/read-fully.ts';
import { translateFileError } from '../files/translate-file-error.ts';

/** Bytes that were put aside in memory. */
export class ScratchMemory implements ScratchBytes {
  readonly size: number;
  #bytes: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.size = bytes.length;
    this.#bytes = bytes;
  }

  async read(offset: number, length: number, options?: AbortOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted();
    if (this.#bytes === undefined) throw closed();
    return this.#bytes.subarray(offset, offset + length);
  }

  async close(): Promise<void> {
    this.#bytes = undefined;
  }
}

/** Bytes that were put aside in a file without a name. */
export class ScratchFile implements ScratchBytes {
  readonly size: number;
  readonly #file: FileHandle;
  readonly #directory: string;
  #closed: Promise<void> | undefined;

  constructor(file: FileHandle, directory: string, size: number) {
    this.size = size;
    this.#file = file;
    this.#directory = directory;
  }

  async read(offset: number, length: number, options?: AbortOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted();
    if (this.#closed !== undefined) throw closed();
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    try {
      return await readFully(this.#file, { position: offset, length: wanted });
    } catch (error) {
      throw translateFileError(error, { verb: 'read', path: this.#directory });
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#file.close();
    return this.#closed;
  }
}

function closed(): DeltaGliderError {
  return new DeltaGliderError('INVALID_ARGUMENT', 'The scratch bytes are closed.');
}
