import type { KeyObject } from 'node:crypto';
import type {
  AbortOptions,
  ByteStream,
  CachedReference,
  ReferenceCachePort,
} from '@deltaglider/core';
import { checkDigestName } from '../check-digest-name.ts';
import type { CacheObserver, DropReason } from '../events/cache-event.ts';
import { EntryCipher } from '../format/entry-cipher.ts';
import { CHUNK_SHIFT, wholeLayout } from '../format/entry-layout.ts';
import { openEntry } from '../format/open-entry.ts';
import { sealStream } from '../format/seal-stream.ts';
import { SealedReference } from '../format/sealed-reference.ts';
import { SealedMemory } from './sealed-memory.ts';

const DEFAULT_MAX_BYTES = 100 * 2 ** 20;

export interface MemoryReferenceCacheOptions {
  /** From `ephemeralCacheKey` or `loadCacheKey`. */
  readonly key: KeyObject;
  /** Bytes that the entries may take together. @default 100 MiB */
  readonly maxBytes?: number | undefined;
  readonly onEvent?: CacheObserver | undefined;
  /** Log2 of the bytes per chunk, for tests. @default 18 */
  readonly chunkShift?: number | undefined;
}

/**
 * References in memory, encrypted, the least recently used evicted first. An entry larger than the whole cache is
 * not kept, but the copy that `put` hands back is usable until it is closed: it takes its size in memory so long.
 */
export class MemoryReferenceCache implements ReferenceCachePort {
  /** The least recently used first. */
  readonly #entries = new Map<string, SealedMemory>();
  readonly #key: KeyObject;
  readonly #maxBytes: number;
  readonly #emit: CacheObserver;
  readonly #chunkShift: number;
  #total = 0;

  constructor(options: MemoryReferenceCacheOptions) {
    this.#key = options.key;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.#emit = options.onEvent ?? (() => undefined);
    this.#chunkShift = options.chunkShift ?? CHUNK_SHIFT;
  }

  async get(sha256: string, options?: AbortOptions): Promise<CachedReference | undefined> {
    checkDigestName(sha256);
    options?.signal?.throwIfAborted();
    const entry = this.#entries.get(sha256);
    const opened = entry && (await this.#open(sha256, entry));
    this.#emit({ type: opened === undefined ? 'miss' : 'hit', sha256 });
    return opened;
  }

  /** @throws INTEGRITY_MISMATCH when the bytes do not have this digest; nothing is kept then */
  async put(sha256: string, content: ByteStream, options?: AbortOptions): Promise<CachedReference> {
    checkDigestName(sha256);
    options?.signal?.throwIfAborted();
    const cipher = EntryCipher.create(this.#key, sha256, this.#chunkShift);
    const chunkSize = 2 ** this.#chunkShift;
    const entry = new SealedMemory();
    const write = async (parts: readonly Uint8Array[]) => {
      entry.append(parts);
    };
    await sealStream(content, { sha256, cipher, chunkSize, write, signal: options?.signal });
    this.#keep(sha256, entry);
    return new SealedReference({
      sha256,
      cipher,
      layout: wholeLayout(entry.size, chunkSize),
      chunks: entry,
      onDamage: async () => {
        this.#drop(sha256, entry, 'damaged');
      },
    });
  }

  async delete(sha256: string): Promise<void> {
    checkDigestName(sha256);
    this.#forget(sha256);
  }

  async clear(): Promise<void> {
    this.#entries.clear();
    this.#total = 0;
  }

  async #open(sha256: string, entry: SealedMemory): Promise<SealedReference | undefined> {
    const opened = await openEntry({
      sha256,
      key: this.#key,
      header: entry.header,
      sealedSize: entry.size,
      chunksOf: () => entry,
      onDamage: async () => {
        this.#drop(sha256, entry, 'damaged');
      },
    });
    if (typeof opened === 'string') {
      this.#drop(sha256, entry, opened);
      return undefined;
    }
    if (this.#entries.get(sha256) === entry) {
      this.#entries.delete(sha256);
      this.#entries.set(sha256, entry);
    }
    return opened;
  }

  #keep(sha256: string, entry: SealedMemory): void {
    if (entry.size > this.#maxBytes) {
      this.#emit({ type: 'evicted', sha256, size: entry.size });
      return;
    }
    this.#forget(sha256);
    this.#entries.set(sha256, entry);
    this.#total += entry.size;
    for (const [oldest, { size }] of this.#entries) {
      if (this.#total <= this.#maxBytes) break;
      this.#forget(oldest);
      this.#emit({ type: 'evicted', sha256: oldest, size });
    }
  }

  #drop(sha256: string, entry: SealedMemory, reason: DropReason): void {
    if (this.#entries.get(sha256) === entry) this.#forget(sha256);
    this.#emit({ type: 'dropped', sha256, reason });
  }

  #forget(sha256: string): void {
    this.#total -= this.#entries.get(sha256)?.size ?? 0;
    this.#entries.delete(sha256);
  }
}
