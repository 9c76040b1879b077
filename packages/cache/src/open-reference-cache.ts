import { rm } from 'node:fs/promises';
import type { DeltaGliderError, ReferenceCachePort } from '@deltaglider/core';
import { FsReferenceCache } from './disk/fs-reference-cache.ts';
import {
  createTemporaryDirectory,
  removeAbandonedDirectories,
} from './disk/temporary-directory.ts';
import { translateFileError } from './disk/translate-file-error.ts';
import type { CacheObserver } from './events/cache-event.ts';
import { ephemeralCacheKey, parseCacheKey } from './keys/cache-key.ts';
import { loadCacheKey } from './keys/load-cache-key.ts';
import { MemoryReferenceCache } from './memory/memory-reference-cache.ts';

export interface OpenReferenceCacheOptions {
  readonly backend: 'disk' | 'memory';
  /** Where a disk cache lives from run to run. @default a temporary directory, removed by `close` */
  readonly directory?: string | undefined;
  /** Bytes that the entries may take together. @default 10 GiB on disk, 100 MiB in memory */
  readonly maxBytes?: number | undefined;
  /** 32 bytes in base64. @default the key file in the directory, or a random key where nothing persists */
  readonly key?: string | undefined;
  /** What an error calls `key`: the name of the environment variable, say. @default 'The cache key' */
  readonly keySource?: string | undefined;
  readonly onEvent?: CacheObserver | undefined;
}

/** A cache that is ready, and what became of the wish. Close it when done. */
export interface OpenedReferenceCache extends AsyncDisposable {
  readonly cache: ReferenceCachePort;
  /** `disk` persists; `temporary` is a directory that `close` removes; `memory` is gone with the process. */
  readonly kind: 'disk' | 'temporary' | 'memory';
  /** Where the entries are. */
  readonly directory?: string;
  /** Why the directory that was asked for is not used. */
  readonly fallbackReason?: DeltaGliderError;
  /** Removes what must not outlive the process; idempotent. */
  close(): Promise<void>;
}

/**
 * Opens the cache that was asked for, or the best that this machine allows: a directory that cannot be used is
 * replaced by a temporary one with a key of its own, and that by memory.
 * @throws INVALID_ARGUMENT when `key` does not hold 32 bytes; nothing else stops a run for want of a cache
 */
export async function openReferenceCache(
  options: OpenReferenceCacheOptions,
): Promise<OpenedReferenceCache> {
  const { backend, directory, key, keySource = 'The cache key' } = options;
  const given = key === undefined ? undefined : parseCacheKey(key, keySource);
  if (backend === 'memory') {
    return openInMemory({ ...options, key: given ?? ephemeralCacheKey() });
  }
  if (directory === undefined) return openTemporarily(options, undefined);
  try {
    const cacheKey = given ?? (await loadCacheKey({ directory }));
    const cache = await FsReferenceCache.open({ ...options, directory, key: cacheKey });
    return opened({ cache, kind: 'disk', directory, close: async () => undefined });
  } catch (error) {
    return openTemporarily(options, translateFileError(error, directory));
  }
}

function openInMemory(
  options: ConstructorParameters<typeof MemoryReferenceCache>[0],
  fallbackReason?: DeltaGliderError,
): OpenedReferenceCache {
  const cache = new MemoryReferenceCache(options);
  return opened({ cache, kind: 'memory', ...because(fallbackReason), close: () => cache.clear() });
}

async function openTemporarily(
  options: OpenReferenceCacheOptions,
  fallbackReason: DeltaGliderError | undefined,
): Promise<OpenedReferenceCache> {
  const key = ephemeralCacheKey();
  await removeAbandonedDirectories(new Date());
  try {
    const directory = await createTemporaryDirectory();
    const cache = await FsReferenceCache.open({ ...options, directory, key });
    const close = () => rm(directory, { recursive: true, force: true });
    return opened({ cache, kind: 'temporary', directory, ...because(fallbackReason), close });
  } catch (error) {
    const reason = fallbackReason ?? translateFileError(error, 'the temporary directory');
    const { onEvent } = options;
    // The limit was meant for a disk: memory keeps its own default.
    return openInMemory({ key, onEvent }, reason);
  }
}

function because(fallbackReason: DeltaGliderError | undefined) {
  return fallbackReason === undefined ? {} : { fallbackReason };
}

function opened(
  cache: Omit<OpenedReferenceCache, typeof Symbol.asyncDispose>,
): OpenedReferenceCache {
  return { ...cache, [Symbol.asyncDispose]: () => cache.close() };
}
