import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountingStorage } from '../../test/counting-storage.ts';
import { BUCKET, createTestEngine } from '../../test/create-test-engine.ts';
import { bucketOf, expectedListing, listOptions, physicalSpecs } from '../../test/logical-model.ts';
import type { Engine } from '../engine.ts';
import { MemoryListingCache } from '../memory/memory-listing-cache.ts';
import { listObjects, type ListObjectsInput } from './list-objects.ts';

async function list(engine: Engine, input: Partial<ListObjectsInput>): Promise<string[]> {
  const rows: string[] = [];
  for await (const entry of listObjects(engine, { bucket: BUCKET, ...input })) {
    rows.push(entry.type === 'prefix' ? entry.key : `${entry.key} ${entry.size}`);
  }
  return rows;
}

describe('a listing of whatever lies in a bucket', () => {
  it('is the sorted set of its logical objects, with a cache as without one', async () => {
    await fc.assert(
      fc.asyncProperty(
        physicalSpecs,
        fc.array(listOptions, { minLength: 1, maxLength: 4 }),
        async (specs, inputs) => {
          const storage = await bucketOf(specs, (clock) => new CountingStorage({ clock }));
          const listingCache = new MemoryListingCache();
          const { engine } = await createTestEngine({ storage, listingCache });
          for (const input of [...inputs, {}, ...inputs]) {
            expect(await list(engine, input)).toEqual(expectedListing(specs, input));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
