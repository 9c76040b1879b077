import {
  type DeltaGliderError,
  type ListingCachePort,
  MemoryListingCache,
} from '@deltaglider/core';
import { translateFileError } from '../disk/translate-file-error.ts';
import { parseCacheKey } from '../keys/cache-key.ts';
import { loadCacheKey } from '../keys/load-cache-key.ts';
import { FsListingCache } from './fs-listing-cache.ts';

export interface OpenListingCacheOptions {
  readonly backend: 'disk' | 'memory';
  /** Where a disk cache lives from run to run. */
  readonly directory: string;
  /** Names the store among all others. */
  readonly store: string;
  /** 32 bytes in base64. @default the key file in the directory */
  readonly key?: string | undefined;
  /** What an error calls `key`: the name of the environment variable, say. @default 'The cache key' */
  readonly keySource?: string | undefined;
}

/** A cache that is ready, and what became of the wish. */
export interface OpenedListingCache {
  readonly cache: ListingCachePort;
  /** `memory` is gone with the process. */
  readonly kind: 'disk' | 'memory';
  /** Why the directory that was asked for is not used. */
  readonly fallbackReason?: DeltaGliderError;
}

/**
 * Opens the cache that was asked for, or one in memory where the directory cannot be used.
 * @throws INVALID_ARGUMENT when `key` does not hold 32 bytes
 */
export async function openListingCache(
  options: OpenListingCacheOptions,
): Promise<OpenedListingCache> {
  const { backend, directory, store, key, keySource = 'The cache key' } = options;
  const given = key === undefined ? undefined : parseCacheKey(key, keySource);
  if (backend === 'memory') return { cache: new MemoryListingCache(), kind: 'memory' };
  try {
    const cacheKey = given ?? (await loadCacheKey({ directory }));
    return { cache: new FsListingCache({ directory, key: cacheKey, store }), kind: 'disk' };
  } catch (error) {
    const fallbackReason = translateFileError(error, directory);
    return { cache: new MemoryListingCache(), kind: 'memory', fallbackReason };
  }
}
