import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine } from '../../test/create-test-engine.ts';
import { bucketOf, expectedListing, listOptions, physicalSpecs } from '../../test/logical-model.ts';
import { compareUtf8 } from '../bytes/compare-utf8.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { chooseTwin } from './choose-twin.ts';
import { ListingMemory } from './listing-memory.ts';
import type { ListingRow } from './listing-row.ts';
import { logicalOrder } from './logical-order.ts';
import { describeStored } from './look-up.ts';
import { readRows } from './read-rows.ts';
import { RowWindow } from './row-window.ts';

async function* inPagesOf(size: number, pages: AsyncIterable<readonly ListingRow[]>) {
  for await (const page of pages) {
    for (let at = 0; at < page.length; at += size) yield page.slice(at, at + size);
  }
}

describe('logicalOrder', () => {
  it('is exact however small the window and the pages are', async () => {
    const sizes = fc.record({
      page: fc.integer({ min: 1, max: 3 }),
      window: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        physicalSpecs,
        listOptions,
        sizes,
        async (specs, input, { page, window }) => {
          const { prefix, startAfter } = input;
          const storage = await bucketOf(specs, (clock) => new MemoryStorage({ clock }));
          const { engine } = await createTestEngine({ storage });
          const context = {
            bucket: BUCKET,
            signal: undefined,
            memory: new ListingMemory(engine, BUCKET),
          };
          const rows = readRows(engine, storage.list(BUCKET, { prefix, startAfter }), context);
          const entries = logicalOrder(new RowWindow(inPagesOf(page, rows), window), {
            prefix,
            startAfter,
            findDelta: async (key) => {
              const stored = await storage.head({ bucket: BUCKET, key });
              return stored && describeStored(stored);
            },
            chooseTwin: (direct, delta) => {
              const address = { bucket: BUCKET, key: direct.entry.key };
              return chooseTwin(engine, { address, direct, delta }, undefined);
            },
          });
          const found: string[] = [];
          for await (const entry of entries) {
            if (entry.type === 'prefix' || !entry.key.startsWith(prefix)) continue;
            if (startAfter !== undefined && compareUtf8(entry.key, startAfter) <= 0) continue;
            found.push(`${entry.key} ${entry.size}`);
          }
          expect(found).toEqual(expectedListing(specs, { prefix, startAfter }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves out a delta that appeared when its turn was over', async () => {
    const specs = ['a-1', 'a-2', 'a.delta'].map((key) => {
      const kind = key === 'a.delta' ? ('delta' as const) : ('foreign' as const);
      return { key, kind, second: 0 };
    });
    const storage = await bucketOf(specs, (clock) => new MemoryStorage({ clock }));
    const { engine } = await createTestEngine({ storage });
    const memory = new ListingMemory(engine, BUCKET);
    const rows = readRows(engine, storage.list(BUCKET), {
      bucket: BUCKET,
      signal: undefined,
      memory,
    });
    const entries = logicalOrder(new RowWindow(inPagesOf(1, rows), 1), {
      prefix: '',
      startAfter: undefined,
      findDelta: async () => undefined,
      chooseTwin: async (direct) => direct,
    });
    const keys = [];
    for await (const { key } of entries) keys.push(key);
    expect(keys).toEqual(['a-1', 'a-2']);
  });
});
