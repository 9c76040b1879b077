import type { ListingCachePort } from '@deltaglider/core';

/** Puts the opening off: a bucket without deltas needs no cache, no key file and no directory. */
export function lazyListingCache(open: () => Promise<ListingCachePort>): ListingCachePort {
  let opened: Promise<ListingCachePort> | undefined;
  const cache = (): Promise<ListingCachePort> => (opened ??= open());
  return {
    find: async (bucket, rows) => await (await cache()).find(bucket, rows),
    add: async (bucket, entries) => {
      await (await cache()).add(bucket, entries);
    },
  };
}
