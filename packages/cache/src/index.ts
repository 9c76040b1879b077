export {
  defaultDiskCacheBytes,
  FsReferenceCache,
  type FsReferenceCacheOptions,
} from './disk/fs-reference-cache.ts';
export { type EvictionCandidate, planEviction } from './disk/plan-eviction.ts';
export type { CacheEvent, CacheObserver, DropReason } from './events/cache-event.ts';
export { ephemeralCacheKey } from './keys/cache-key.ts';
export { type CacheKeyOptions, loadCacheKey } from './keys/load-cache-key.ts';
export { FsListingCache, type FsListingCacheOptions } from './listing/fs-listing-cache.ts';
export {
  type OpenedListingCache,
  openListingCache,
  type OpenListingCacheOptions,
} from './listing/open-listing-cache.ts';
export {
  MemoryReferenceCache,
  type MemoryReferenceCacheOptions,
} from './memory/memory-reference-cache.ts';
export {
  type OpenedReferenceCache,
  openReferenceCache,
  type OpenReferenceCacheOptions,
} from './open-reference-cache.ts';
