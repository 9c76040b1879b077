import { constants } from 'node:fs';
import {
  access,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
import { join } from 'node:path';
import { DIGEST_NAME } from '../check-digest-name.ts';
import { isAbandoned } from './owner-tag.ts';
import { type EvictionCandidate, planEviction } from './plan-eviction.ts';
import { TemporaryEntry } from './temporary-entry.ts';
import { codeOf, translateFileError } from './translate-file-error.ts';

/** Files whose sizes are asked for at once. */
const STATS_AT_ONCE = 32;
/** Puts may add this part of the limit before the directory is looked at again: other processes put there, too. */
const RECOUNT_PART = 16;

export interface EntryDirectoryOptions {
  readonly directory: string;
  readonly maxBytes: number;
  readonly now: () => Date;
}

/** The files of the cache by name, size and age; their content is nothing to it. */
export class EntryDirectory {
  readonly #options: EntryDirectoryOptions;
  /** What all entries took when they were last counted, and what was put since. */
  #counted: { total: number; added: number } | undefined;

  constructor(options: EntryDirectoryOptions) {
    this.#options = options;
  }

  pathOf(sha256: string): string {
    return join(this.#options.directory, sha256);
  }

  /** @throws ACCESS_DENIED, STORAGE_FULL or STORAGE_FAILED */
  async prepare(): Promise<void> {
    const { directory } = this.#options;
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw translateFileError(error, directory);
    }
  }

  /** Removes the temporary files whose process is gone. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#options.directory).catch(() => []);
    for (const name of names) {
      if (DIGEST_NAME.test(name)) continue;
      const path = join(this.#options.directory, name);
      const stats = await lstat(path).catch(() => undefined);
      const now = this.#options.now();
      if (stats?.isFile() !== true || !isAbandoned(name, { changed: stats.mtime, now })) continue;
      await unlink(path).catch(() => undefined);
    }
  }

  /** The open entry; `undefined` when there is none. */
  async open(sha256: string): Promise<FileHandle | undefined> {
    const path = this.pathOf(sha256);
    try {
      return await open(path, constants.O_RDONLY);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw translateFileError(error, path);
    }
  }

  /** A new entry to write. Whoever cleans caches may have removed the directory meanwhile. */
  async create(sha256: string): Promise<TemporaryEntry> {
    await this.prepare();
    const path = this.pathOf(sha256);
    try {
      return await TemporaryEntry.create(path);
    } catch (error) {
      throw translateFileError(error, path);
    }
  }

  /** Records the last use. A file system that refuses makes the order worse, and nothing else. */
  async touch(file: FileHandle): Promise<void> {
    const now = this.#options.now();
    await file.utimes(now, now).catch(() => undefined);
  }

  async delete(sha256: string): Promise<void> {
    const path = this.pathOf(sha256);
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw translateFileError(error, path);
    }
  }

  /** Deletes the entry unless another process has put an intact one in its place. */
  async deleteIfSame(sha256: string, file: FileHandle): Promise<void> {
    try {
      const [named, opened] = await Promise.all([stat(this.pathOf(sha256)), file.stat()]);
      if (named.ino === opened.ino && named.dev === opened.dev) await this.delete(sha256);
    } catch {
      // It is gone already, or will be found damaged again.
    }
  }

  /** Evicts the least recently used until everything fits; resolves to what went. */
  async makeRoom(keep: string, added: number): Promise<{ sha256: string; size: number }[]> {
    const { maxBytes } = this.#options;
    if (this.#counted !== undefined) {
      this.#counted.added += added;
      const { total, added: since } = this.#counted;
      if (total + since <= maxBytes && since <= maxBytes / RECOUNT_PART) return [];
    }
    const entries = await this.#list();
    const evicted = planEviction(entries, { maxBytes, keep });
    for (const { sha256 } of evicted) await this.delete(sha256).catch(() => undefined);
    const total = sizeOf(entries) - sizeOf(evicted);
    this.#counted = { total, added: 0 };
    return evicted.map(({ sha256, size }) => ({ sha256, size }));
  }

  /** @throws ACCESS_DENIED or STORAGE_FAILED when an entry cannot be deleted */
  async clear(): Promise<void> {
    for (const { sha256 } of await this.#list()) await this.delete(sha256);
    await this.sweep();
    this.#counted = undefined;
  }

  async #list(): Promise<EvictionCandidate[]> {
    const names = await readdir(this.#options.directory).catch(() => []);
    const digests = names.filter((name) => DIGEST_NAME.test(name));
    const entries: EvictionCandidate[] = [];
    for (let i = 0; i < digests.length; i += STATS_AT_ONCE) {
      const some = digests.slice(i, i + STATS_AT_ONCE);
      const found = await Promise.all(some.map((sha256) => this.#describe(sha256)));
      entries.push(...found.flat());
    }
    return entries;
  }

  /** Nothing for an entry that another process has evicted meanwhile. */
  async #describe(sha256: string): Promise<EvictionCandidate[]> {
    const stats = await lstat(this.pathOf(sha256)).catch(() => undefined);
    if (stats === undefined) return [];
    return [{ sha256, size: stats.size, usedMs: stats.mtimeMs }];
  }
}

function sizeOf(entries: readonly { size: number }[]): number {
  return entries.reduce((sum, entry) => sum + entry.size, 0);
}
