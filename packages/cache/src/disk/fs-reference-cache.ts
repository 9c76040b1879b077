import type { KeyObject } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  AbortOptions,
  ByteStream,
  CachedReference,
  ReferenceCachePort,
} from '@deltaglider/core';
import { checkDigestName } from '../check-digest-name.ts';
import type { CacheObserver, DropReason } from '../events/cache-event.ts';
import { EntryCipher } from '../format/entry-cipher.ts';
import { CHUNK_SHIFT, HEADER_SIZE, wholeLayout } from '../format/entry-layout.ts';
import { openEntry } from '../format/open-entry.ts';
import { sealStream } from '../format/seal-stream.ts';
import { SealedReference } from '../format/sealed-reference.ts';
import { EntryDirectory } from './entry-directory.ts';
import { readFully, SealedFile } from './sealed-file.ts';
import type { TemporaryEntry } from './temporary-entry.ts';

/** The version of layout and entry format: another version lives beside this one and neither sees the other. */
const FORMAT_DIRECTORY = 'v1';
/** What the entries of a cache on disk may take together when nobody says otherwise. */
export const defaultDiskCacheBytes = 10 * 2 ** 30;

export interface FsReferenceCacheOptions {
  /** Created when it is missing. Any number of processes may share it, with the same key. */
  readonly directory: string;
  /** From `loadCacheKey` or `ephemeralCacheKey`. */
  readonly key: KeyObject;
  /** Bytes that the entries may take together. @default 10 GiB */
  readonly maxBytes?: number | undefined;
  readonly onEvent?: CacheObserver | undefined;
  /** The clock behind "last use". @default the system's */
  readonly now?: (() => Date) | undefined;
  /** Log2 of the bytes per chunk, for tests. @default 18 */
  readonly chunkShift?: number | undefined;
}

/**
 * References in files of one directory, encrypted, the least recently used evicted first. An entry appears whole or
 * not at all, and an open one outlives its eviction. An entry larger than the whole cache is usable until it is
 * closed and leaves nothing behind. Several processes that put at once may exceed `maxBytes` by a sixteenth each.
 */
export class FsReferenceCache implements ReferenceCachePort {
  readonly #entries: EntryDirectory;
  readonly #key: KeyObject;
  readonly #maxBytes: number;
  readonly #emit: CacheObserver;
  readonly #chunkShift: number;

  private constructor(options: FsReferenceCacheOptions) {
    const { maxBytes = defaultDiskCacheBytes, now = () => new Date() } = options;
    const directory = join(options.directory, FORMAT_DIRECTORY);
    this.#entries = new EntryDirectory({ directory, maxBytes, now });
    this.#key = options.key;
    this.#maxBytes = maxBytes;
    this.#emit = options.onEvent ?? (() => undefined);
    this.#chunkShift = options.chunkShift ?? CHUNK_SHIFT;
  }

  /**
   * Creates the directory (mode 0700) and clears away what dead processes left half written.
   * @throws ACCESS_DENIED, STORAGE_FULL or STORAGE_FAILED when the directory cannot be made or written
   */
  static async open(options: FsReferenceCacheOptions): Promise<FsReferenceCache> {
    const cache = new FsReferenceCache(options);
    await cache.#entries.prepare();
    await cache.#entries.sweep();
    return cache;
  }

  async get(sha256: string, options?: AbortOptions): Promise<CachedReference | undefined> {
    checkDigestName(sha256);
    options?.signal?.throwIfAborted();
    try {
      const reference = await this.#open(sha256);
      this.#emit({ type: reference === undefined ? 'miss' : 'hit', sha256 });
      return reference;
    } catch (cause) {
      this.#emit({ type: 'miss', sha256, cause });
      return undefined;
    }
  }

  /** @throws INTEGRITY_MISMATCH, STORAGE_FULL, ACCESS_DENIED or STORAGE_FAILED; nothing is left behind then */
  async put(sha256: string, content: ByteStream, options?: AbortOptions): Promise<CachedReference> {
    checkDigestName(sha256);
    options?.signal?.throwIfAborted();
    const cipher = EntryCipher.create(this.#key, sha256, this.#chunkShift);
    const chunkSize = 2 ** this.#chunkShift;
    const entry = await this.#entries.create(sha256);
    try {
      const write = (parts: readonly Uint8Array[]) => entry.append(parts);
      await sealStream(content, { sha256, cipher, chunkSize, write, signal: options?.signal });
      await this.#keep(sha256, entry);
    } catch (error) {
      await entry.discard();
      throw error;
    }
    return new SealedReference({
      sha256,
      cipher,
      layout: wholeLayout(entry.size, chunkSize),
      chunks: this.#chunksOf(sha256, entry.file, chunkSize),
      onDamage: () => this.#drop(sha256, entry.file, 'damaged'),
    });
  }

  async delete(sha256: string): Promise<void> {
    checkDigestName(sha256);
    await this.#entries.delete(sha256);
  }

  async clear(): Promise<void> {
    await this.#entries.clear();
  }

  async #open(sha256: string): Promise<SealedReference | undefined> {
    const file = await this.#entries.open(sha256);
    if (file === undefined) return undefined;
    try {
      const opened = await this.#inspect(sha256, file);
      if (typeof opened !== 'string') {
        await this.#entries.touch(file);
        return opened;
      }
      await this.#drop(sha256, file, opened);
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return undefined;
  }

  async #inspect(sha256: string, file: FileHandle): Promise<SealedReference | DropReason> {
    const stats = await file.stat();
    if (!stats.isFile()) return 'unknown-format';
    return openEntry({
      sha256,
      key: this.#key,
      header: await readFully(file, 0, HEADER_SIZE),
      sealedSize: stats.size,
      chunksOf: (chunkSize) => this.#chunksOf(sha256, file, chunkSize),
      onDamage: () => this.#drop(sha256, file, 'damaged'),
    });
  }

  #chunksOf(sha256: string, file: FileHandle, chunkSize: number): SealedFile {
    return new SealedFile(file, this.#entries.pathOf(sha256), chunkSize);
  }

  async #drop(sha256: string, file: FileHandle, reason: DropReason): Promise<void> {
    await this.#entries.deleteIfSame(sha256, file);
    this.#emit({ type: 'dropped', sha256, reason });
  }

  async #keep(sha256: string, entry: TemporaryEntry): Promise<void> {
    if (entry.size > this.#maxBytes) {
      await entry.unlink();
      this.#emit({ type: 'evicted', sha256, size: entry.size });
      return;
    }
    await this.#entries.touch(entry.file);
    await entry.publish();
    for (const evicted of await this.#entries.makeRoom(sha256, entry.size)) {
      this.#emit({ type: 'evicted', ...evicted });
    }
  }
}
