import {
  appendFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { createOwnerTag, isAbandoned } from '../disk/owner-tag.ts';
import { planEviction } from '../disk/plan-eviction.ts';
import { codeOf, translateFileError } from '../disk/translate-file-error.ts';

const NAME = /^[0-9a-f]{32}$/;
const PRIVATE = 0o600;
/** Writers may add this part of the limit before the directory is looked at again. */
const RECOUNT_PART = 16;

export interface FrameDirectoryOptions {
  readonly directory: string;
  /** The least recently used files go beyond it. */
  readonly maxBytes: number;
  readonly now: () => Date;
}

/** Small files that are read whole, and written by appending or anew. */
export class FrameDirectory {
  readonly #options: FrameDirectoryOptions;
  /** Bytes written since the files were last counted. */
  #written: number | undefined;

  constructor(options: FrameDirectoryOptions) {
    this.#options = options;
  }

  /** All bytes of a file, none when there is none. Counts as a use. */
  async read(name: string): Promise<Buffer> {
    return await this.#translated(name, async (path) => {
      try {
        const bytes = await readFile(path);
        const now = this.#options.now();
        await utimes(path, now, now).catch(() => undefined);
        return bytes;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
        throw error;
      }
    });
  }

  /** Adds bytes with one call of the system, so that other processes may do so too. */
  async append(name: string, bytes: Uint8Array): Promise<void> {
    await this.#translated(name, async (path) => {
      await this.#prepare();
      await appendFile(path, bytes, { mode: PRIVATE });
      await this.#makeRoom(name, bytes.length);
    });
  }

  /** Puts other bytes in the place of a file's, all of them or none. */
  async replace(name: string, bytes: Uint8Array): Promise<void> {
    await this.#translated(name, async (path) => {
      await this.#prepare();
      const temporary = `${path}.${createOwnerTag()}`;
      try {
        await writeFile(temporary, bytes, { mode: PRIVATE, flag: 'wx' });
        await rename(temporary, path);
      } catch (error) {
        await unlink(temporary).catch(() => undefined);
        throw error;
      }
      await this.#makeRoom(name, bytes.length);
    });
  }

  async #translated<T>(name: string, action: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.#options.directory, name);
    try {
      return await action(path);
    } catch (error) {
      throw translateFileError(error, path);
    }
  }

  async #prepare(): Promise<void> {
    await mkdir(this.#options.directory, { recursive: true, mode: 0o700 });
  }

  async #makeRoom(keep: string, added: number): Promise<void> {
    const { directory, maxBytes } = this.#options;
    const written = (this.#written ?? maxBytes) + added;
    this.#written = written;
    if (written <= maxBytes / RECOUNT_PART) return;
    this.#written = 0;
    const entries = [];
    for (const name of await readdir(directory)) {
      const stats = await lstat(join(directory, name)).catch(() => undefined);
      if (stats === undefined) continue;
      if (NAME.test(name)) entries.push({ sha256: name, size: stats.size, usedMs: stats.mtimeMs });
      else if (isAbandoned(name, { changed: stats.mtime, now: this.#options.now() })) {
        await this.#remove(name);
      }
    }
    for (const { sha256: name } of planEviction(entries, { maxBytes, keep })) {
      await this.#remove(name);
    }
  }

  async #remove(name: string): Promise<void> {
    await unlink(join(this.#options.directory, name)).catch(() => undefined);
  }
}
