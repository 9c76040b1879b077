import type { AbortOptions, ByteStream, ReferenceCachePort } from '@deltaglider/core';
import type { OpenedReferenceCache } from '@deltaglider/cache';

/** A cache that is opened when something first asks it; `close` closes what was opened. */
export interface LazyCache extends ReferenceCachePort {
  close(): Promise<void>;
}

/** Puts the opening off: a listing needs no cache, no key file and no directory. */
export function lazyCache(open: () => Promise<OpenedReferenceCache>): LazyCache {
  let opened: Promise<OpenedReferenceCache> | undefined;
  const cache = async (): Promise<ReferenceCachePort> => (await (opened ??= open())).cache;
  return {
    get: async (sha256: string, options?: AbortOptions) =>
      await (await cache()).get(sha256, options),
    put: async (sha256: string, content: ByteStream, options?: AbortOptions) =>
      await (await cache()).put(sha256, content, options),
    delete: async (sha256: string) => {
      await (await cache()).delete(sha256);
    },
    clear: async () => {
      await (await cache()).clear();
    },
    close: async () => {
      // One that could not be opened was reported at each use, and has nothing to close.
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}
