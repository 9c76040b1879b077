/**
 * Why an entry was dropped: `unknown-format` is not ours or of another version, `foreign` is of another key or
 * another digest (or its header is damaged), `truncated` has a size that no entry has, `damaged` does not decrypt.
 */
export type DropReason = 'unknown-format' | 'foreign' | 'truncated' | 'damaged';

/** What a cache did. Sizes are sealed bytes: what the entry takes on disk or in memory. */
export type CacheEvent =
  | { readonly type: 'hit'; readonly sha256: string }
  /** `cause` is there when the copy exists but could not be read now. */
  | { readonly type: 'miss'; readonly sha256: string; readonly cause?: unknown }
  /** Made room; also said of an entry larger than the whole cache, which is usable until it is closed. */
  | { readonly type: 'evicted'; readonly sha256: string; readonly size: number }
  | { readonly type: 'dropped'; readonly sha256: string; readonly reason: DropReason };

/** Listens to a cache; it must not throw. */
export type CacheObserver = (event: CacheEvent) => void;
