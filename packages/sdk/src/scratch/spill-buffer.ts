import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchBytes } from '@deltaglider/core';
import { translateFileError } from '../files/translate-file-error.ts';
import { ScratchFile, ScratchMemory } from './scratch-bytes.ts';

/** A file is written in pieces of at least this size, however little may stay in memory. */
const SMALLEST_BUFFER = 64 * 2 ** 10;

/** A buffer that grows up to its limit, and from then on is emptied into a file whenever it is full. */
export class SpillBuffer {
  readonly #directory: string;
  readonly #limit: number;
  #buffer = new Uint8Array(SMALLEST_BUFFER);
  #filled = 0;
  #file: FileHandle | undefined;
  #written = 0;

  constructor(directory: string, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
  }

  /** Copies the chunk: whoever made it may use its memory again. */
  async add(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      if (this.#filled === this.#buffer.length) await this.#makeRoom();
      const part = chunk.subarray(done, done + this.#buffer.length - this.#filled);
      this.#buffer.set(part, this.#filled);
      this.#filled += part.length;
      done += part.length;
    }
  }

  async finish(): Promise<ScratchBytes> {
    if (this.#file === undefined && this.#filled <= this.#limit) {
      return new ScratchMemory(this.#buffer.subarray(0, this.#filled));
    }
    const file = await this.#flush();
    return new ScratchFile(file, this.#directory, this.#written);
  }

  async discard(): Promise<void> {
    await this.#file?.close();
  }

  async #makeRoom(): Promise<void> {
    if (this.#file !== undefined || this.#filled >= this.#limit) {
      await this.#flush();
      return;
    }
    const larger = new Uint8Array(Math.min(2 * this.#filled, this.#limit));
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  async #flush(): Promise<FileHandle> {
    try {
      const file = (this.#file ??= await openNameless(this.#directory));
      for (let done = 0; done < this.#filled;) {
        const rest = this.#filled - done;
        const { bytesWritten } = await file.write(this.#buffer, done, rest, this.#written);
        done += bytesWritten;
        this.#written += bytesWritten;
      }
      this.#filled = 0;
      return file;
    } catch (error) {
      const hint = `Make room in ${this.#directory}, or set TMPDIR to a directory with more.`;
      throw translateFileError(error, { verb: 'written', path: this.#directory, hint });
    }
  }
}

/** A file that is gone when its handle is closed, or its process ends. */
async function openNameless(directory: string): Promise<FileHandle> {
  const path = join(directory, `.deltaglider-scratch-${randomBytes(8).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
