import { describe, expect, it } from 'vitest';
import { MemoryListingCache } from './memory-listing-cache.ts';

describe('MemoryListingCache', () => {
  it('forgets the oldest beyond its limit', async () => {
    const cache = new MemoryListingCache({ maxEntries: 2 });
    const rows = ['a', 'b', 'c'].map((key) => {
      return { type: 'object' as const, key, size: 1, etag: key, lastModified: new Date(0) };
    });
    const [a, b, c] = rows.map((row) => [{ row, meaning: { kind: 'whole' as const } }]);
    for (const entry of [a, b, a, c]) await cache.add('bucket', entry ?? []);
    expect(await cache.find('bucket', rows)).toEqual([
      { kind: 'whole' },
      undefined,
      { kind: 'whole' },
    ]);
  });
});
