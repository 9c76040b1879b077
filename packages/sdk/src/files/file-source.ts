import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type AbortOptions, type ByteSource, DeltaGliderError } from '@deltaglider/core';
import { readFully } from './read-fully.ts';
import { translateFileError } from './translate-file-error.ts';

/** An open local file. Close it when done. */
export interface FileSource extends ByteSource, AsyncDisposable {
  readonly path: string;
  /** When the file was last changed before it was opened. */
  readonly mtime: Date;
  /** Releases the file; idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a file once for all reads. A read rejects with INVALID_ARGUMENT when the file has changed since it was
 * opened: nobody could say then which version the bytes belong to.
 * @throws INVALID_ARGUMENT when there is no such file, or it is a directory or a special file
 * @throws ACCESS_DENIED when it may not be read
 */
export async function fileSource(path: string, options: AbortOptions = {}): Promise<FileSource> {
  options.signal?.throwIfAborted();
  const file = await openRegularFile(path);
  try {
    return new OpenFile(path, file, await file.stat({ bigint: true }));
  } catch (error) {
    await file.close();
    throw translateFileError(error, { verb: 'opened', path });
  }
}

async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    // Asked first, because opening a FIFO waits for its writer.
    const stats = await stat(path);
    if (stats.isFile()) return await open(path, 'r');
    throw notRegular(path, stats.isDirectory());
  } catch (error) {
    throw translateFileError(error, { verb: 'opened', path });
  }
}

function notRegular(path: string, isDirectory: boolean): DeltaGliderError {
  return isDirectory
    ? new DeltaGliderError('INVALID_ARGUMENT', `${path} is a directory, not a file.`, {
        details: { path, hint: 'Use --recursive for a whole directory.' },
      })
    : new DeltaGliderError('INVALID_ARGUMENT', `${path} is a special file: its size is unknown.`, {
        details: { path, hint: 'Pipe it to the standard input, and give - as the file.' },
      });
}

class OpenFile implements FileSource {
  readonly path: string;
  readonly size: number;
  readonly mtime: Date;
  readonly #file: FileHandle;
  readonly #opened: BigIntStats;
  #closed: Promise<void> | undefined;

  constructor(path: string, file: FileHandle, opened: BigIntStats) {
    this.path = path;
    this.size = Number(opened.size);
    this.mtime = opened.mtime;
    this.#file = file;
    this.#opened = opened;
  }

  async read(offset: number, length: number, options?: AbortOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted();
    this.#checkOpen();
    const wanted = Math.max(0, Math.min(length, this.size - offset));
    try {
      const bytes = await readFully(this.#file, { position: offset, length: wanted });
      this.#checkUnchanged(await this.#file.stat({ bigint: true }), bytes.length === wanted);
      return bytes;
    } catch (error) {
      throw translateFileError(error, { verb: 'read', path: this.path });
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#file.close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #checkOpen(): void {
    if (this.#closed === undefined) return;
    throw new DeltaGliderError('INVALID_ARGUMENT', `The file ${this.path} is closed.`, {
      details: { path: this.path },
    });
  }

  #checkUnchanged(now: BigIntStats, complete: boolean): void {
    const { size, mtimeNs, ino } = this.#opened;
    if (complete && now.size === size && now.mtimeNs === mtimeNs && now.ino === ino) return;
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      `The file ${this.path} changed while it was being read.`,
      { details: { path: this.path, hint: 'Try again when nothing writes to it any more.' } },
    );
  }
}
