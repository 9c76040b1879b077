import { randomBytes } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { forgetTemporaryFile, rememberTemporaryFile } from './live-temporary-files.ts';
import { systemCodeOf } from './translate-file-error.ts';

/** Enough to recognise the file, and short enough for a name of 255 bytes. */
const NAME_LENGTH = 40;

/** A file that is being written beside its destination, and is either published or removed. */
export class TemporaryFile {
  readonly file: FileHandle;
  readonly path: string;
  readonly #destination: string;

  private constructor(file: FileHandle, path: string, destination: string) {
    this.file = file;
    this.path = path;
    this.#destination = destination;
  }

  static async create(destination: string): Promise<TemporaryFile> {
    const name = Array.from(basename(destination)).slice(0, NAME_LENGTH).join('');
    const random = randomBytes(8).toString('hex');
    const path = join(dirname(destination), `.${name}.${random}.dgtmp`);
    rememberTemporaryFile(path);
    try {
      // `wx` refuses whatever has the name already, be it a symbolic link.
      return new TemporaryFile(await open(path, 'wx', 0o600), path, destination);
    } catch (error) {
      forgetTemporaryFile(path);
      throw error;
    }
  }

  /** Closes it and gives it its final name. @throws OBJECT_EXISTS when something has that and may not be replaced */
  async publish(overwrite: boolean): Promise<void> {
    await this.file.close();
    if (overwrite) await rename(this.path, this.#destination);
    else await this.#linkOnly();
    forgetTemporaryFile(this.path);
  }

  /** Closes and removes it; harmless after `publish`. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await unlink(this.path).catch(() => undefined);
    forgetTemporaryFile(this.path);
  }

  async #linkOnly(): Promise<void> {
    try {
      await link(this.path, this.#destination);
      await unlink(this.path);
    } catch (error) {
      if (systemCodeOf(error) === 'EEXIST') throw fileExists(this.#destination);
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCodeOf(error) ?? ''))
        throw error;
      // A file system without hard links: the moment between look and rename cannot be closed.
      await refuseExisting(this.#destination);
      await rename(this.path, this.#destination);
    }
  }
}

/** @throws OBJECT_EXISTS when anything has this name */
export async function refuseExisting(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats !== undefined) throw fileExists(path);
}

function fileExists(path: string): DeltaGliderError {
  return new DeltaGliderError('OBJECT_EXISTS', `The file ${path} exists already.`, {
    details: { path },
  });
}
