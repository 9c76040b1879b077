import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DeltaGliderError, formatAddress, type ByteSource } from '@deltaglider/core';
import { translated } from '../errors/from-node-error.ts';
import { unless } from '../errors/node-error.ts';
import { formatIdentity, thisProcess } from '../locks/process-identity.ts';
import { ensureDirectory } from './directories.ts';
import { versionOf, type FileVersion } from './file-version.ts';
import type { ObjectPlace } from './object-place.ts';

const CHUNK_SIZE = 1 << 20;
const OWNER_READ_WRITE = 0o600;
const PERMISSIONS = 0o777;

/** A file that will become the object at a place: written, described and made durable out of sight. */
export class TemporaryFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #open = true;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** An empty one. */
  static async create(place: ObjectPlace): Promise<TemporaryFile> {
    return inTemporary(place, async (path) => new TemporaryFile(path, await open(path, 'wx+')));
  }

  /** One with the bytes of another file, shared with it where the file system can. */
  static async copy(place: ObjectPlace, from: string): Promise<TemporaryFile> {
    return inTemporary(place, async (path) => {
      try {
        await copyFile(from, path, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
        const handle = await open(path, 'r');
        const { mode } = await handle.stat();
        // A read-only source must not make a file that can get no attributes.
        await chmod(path, (mode & PERMISSIONS) | OWNER_READ_WRITE);
        return new TemporaryFile(path, handle);
      } catch (error) {
        await unless(unlink(path), 'ENOENT');
        throw error;
      }
    });
  }

  /** Writes the whole source. What the source throws passes through as it is. */
  async writeFrom(
    place: ObjectPlace,
    source: ByteSource,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (let offset = 0; offset < source.size;) {
      signal?.throwIfAborted();
      const chunk = await source.read(offset, Math.min(CHUNK_SIZE, source.size - offset), {
        signal,
      });
      if (chunk.length === 0) throw sourceTooShort(place, offset, source.size);
      await translated({ action: 'write', ...place.address }, () => this.#writeAll(chunk, offset));
      offset += chunk.length;
    }
  }

  /** Sets the time and tells the version, which stays the same when the file gets its final name. */
  async stamp(seconds: number): Promise<FileVersion> {
    await this.#handle.utimes(seconds, seconds);
    return versionOf(await this.#handle.stat({ bigint: true }));
  }

  /** Makes content and attributes durable. */
  async finish(): Promise<void> {
    await this.#handle.sync();
    await this.#close();
  }

  /** Removes what is left of it; nothing, when it was renamed. */
  async discard(): Promise<void> {
    await this.#close();
    await unless(unlink(this.path), 'ENOENT', 'ENOTDIR');
  }

  async #writeAll(chunk: Uint8Array, offset: number): Promise<void> {
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await this.#handle.write(
        chunk,
        written,
        chunk.length - written,
        offset + written,
      );
      written += bytesWritten;
    }
  }

  async #close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}

async function inTemporary<T>(place: ObjectPlace, make: (path: string) => Promise<T>): Promise<T> {
  const name = `${randomBytes(12).toString('hex')}.${formatIdentity(thisProcess())}`;
  const { temporary } = place.bucket;
  // Also where it exists: a link in its place would lead the write out of the bucket.
  await ensureDirectory(place, temporary);
  return make(join(temporary, name));
}

function sourceTooShort(place: ObjectPlace, actual: number, expected: number): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The content of ${formatAddress(place.address)} ended after ${actual} of ${expected} bytes.`,
    { details: { ...place.address, expected: String(expected), actual: String(actual) } },
  );
}
