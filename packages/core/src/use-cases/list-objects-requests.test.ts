import { describe, expect, it } from 'vitest';
import { CountingStorage } from '../../test/counting-storage.ts';
import { BUCKET, createTestEngine } from '../../test/create-test-engine.ts';
import { deltaMetadata, putPhysical, REFERENCE_METADATA } from '../../test/physical-objects.ts';
import type { Engine } from '../engine.ts';
import { MemoryListingCache } from '../memory/memory-listing-cache.ts';
import type { ListingCachePort } from '../ports/listing-cache-port.ts';
import type { ListedObject } from '../ports/storage-port.ts';
import { listObjects, type ListObjectsInput } from './list-objects.ts';

/** Objects of this time are old enough to be remembered by every store. */
const WRITTEN = new Date(Date.UTC(2025, 0, 1));

async function setUp(listingCache: ListingCachePort = new MemoryListingCache()) {
  const storage = new CountingStorage({ clock: () => WRITTEN });
  await storage.createBucket(BUCKET);
  const { engine, events } = await createTestEngine({ storage, listingCache });
  return { engine, events, storage };
}

/** `app/` with this many deltas and the reference. */
async function setUpDeltaspace(deltas: number, listingCache?: ListingCachePort) {
  const set = await setUp(listingCache);
  for (let i = 0; i < deltas; i++) {
    const key = `app/app-${String(i).padStart(5, '0')}.zip.delta`;
    await putPhysical(set.storage, key, deltaMetadata(key));
  }
  await putPhysical(set.storage, 'app/reference.bin', REFERENCE_METADATA);
  return set;
}

async function list(engine: Engine, input: Partial<ListObjectsInput> = {}) {
  const entries = [];
  for await (const entry of listObjects(engine, { bucket: BUCKET, ...input })) entries.push(entry);
  return entries;
}

describe('the requests of a listing', () => {
  it('are 10 LISTs and 10,000 HEADs for 10,000 physical objects, and no HEAD ever after', async () => {
    const { engine, storage } = await setUpDeltaspace(9999);
    const cold = await list(engine);
    expect(cold).toHaveLength(9999);
    expect(storage.take()).toEqual({ lists: 10, heads: 10_000 });
    expect(await list(engine)).toEqual(cold);
    expect(storage.take()).toEqual({ lists: 10, heads: 0 });
  });

  it('are as few with a prefix, a delimiter, and a key to start after', async () => {
    const { engine, storage } = await setUpDeltaspace(2500);
    await putPhysical(storage, 'other/a.zip.delta', deltaMetadata('a'));
    expect(await list(engine, { delimiter: '/' })).toHaveLength(2);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
    const someKeys = { prefix: 'app/app-00', delimiter: '/' };
    expect(await list(engine, someKeys)).toHaveLength(1000);
    expect(storage.take()).toEqual({ lists: 1, heads: 1000 });
    const behind = { startAfter: 'app/app-01999.zip', delimiter: '/' };
    expect(await list(engine, behind)).toEqual([{ type: 'prefix', key: 'other/' }]);
    expect(storage.take().heads).toBe(0);
    expect(await list(engine, { startAfter: 'app/app-01999.zip' })).toHaveLength(501);
    // The 500 that no listing has seen, the one to start after, the reference and the other.
    expect(storage.take()).toEqual({ lists: 1, heads: 503 });
    expect(await list(engine)).toHaveLength(2501);
    expect(storage.take()).toEqual({ lists: 3, heads: 999 });
    expect(await list(engine, someKeys)).toHaveLength(1000);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
  });

  it('are one LIST for a single object, and one HEAD the first time', async () => {
    const { engine, storage } = await setUpDeltaspace(3);
    const single = { prefix: 'app/app-00001.zip', delimiter: '/' };
    expect(await list(engine, single)).toMatchObject([{ key: 'app/app-00001.zip', size: 20_000 }]);
    expect(storage.take()).toEqual({ lists: 1, heads: 1 });
    await list(engine, single);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
  });

  it('never ask about a bucket without deltas, nor the cache', async () => {
    const refuse = () => Promise.reject(new Error('not to be asked'));
    const { engine, storage, events } = await setUp({ find: refuse, add: refuse });
    for (let i = 0; i < 100; i++) await putPhysical(storage, `photo-${i}.jpg`);
    expect(await list(engine)).toHaveLength(100);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
    expect(events).toEqual([]);
  });

  it('run at most 32 at once', async () => {
    const { engine, storage } = await setUpDeltaspace(3000);
    await list(engine);
    expect(storage.mostAtOnce).toBeGreaterThan(16);
    expect(storage.mostAtOnce).toBeLessThanOrEqual(32);
  });

  it('run no further than that ahead of a reader who stops, and are not lost', async () => {
    const { engine, storage } = await setUpDeltaspace(3000);
    for await (const entry of listObjects(engine, { bucket: BUCKET, prefix: 'app/app-' })) {
      if (entry.key === 'app/app-00099.zip') break;
    }
    const { heads } = storage.take();
    expect(heads).toBeGreaterThanOrEqual(100);
    expect(heads).toBeLessThanOrEqual(132);
    await list(engine);
    expect(storage.take().heads).toBeLessThanOrEqual(3001 - 100);
  });

  it('stop with the reader', async () => {
    const { engine, storage } = await setUp();
    for (let i = 0; i < 5000; i++) await putPhysical(storage, `${String(i).padStart(5, '0')}.jpg`);
    for await (const entry of listObjects(engine, { bucket: BUCKET })) {
      if (entry.key === '01500.jpg') break;
    }
    expect(storage.take()).toEqual({ lists: 2, heads: 0 });
  });

  it('are one HEAD for what is new, and for what was replaced', async () => {
    const { engine, storage } = await setUpDeltaspace(20);
    await list(engine);
    storage.take();
    await putPhysical(storage, 'app/app-00007.zip.delta', deltaMetadata('other', 7));
    await putPhysical(storage, 'app/app-00100.zip.delta', deltaMetadata('new', 100));
    const sizes = (await list(engine)).map((entry) => (entry.type === 'object' ? entry.size : 0));
    expect(storage.heads.sort()).toEqual(['app/app-00007.zip.delta', 'app/app-00100.zip.delta']);
    expect(sizes[7]).toBe(7);
    expect(sizes.at(-1)).toBe(100);
  });

  it('remember foreign objects called like a delta or a reference', async () => {
    const { engine, storage } = await setUp();
    await putPhysical(storage, 'x.delta');
    await putPhysical(storage, 'reference.bin');
    const rows = [{ key: 'reference.bin' }, { key: 'x.delta', size: 100, stored: 'whole' }];
    expect(await list(engine)).toMatchObject(rows);
    expect(storage.take()).toEqual({ lists: 1, heads: 2 });
    expect(await list(engine)).toMatchObject(rows);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
  });

  it('never remember damaged metadata', async () => {
    const { engine, storage } = await setUp();
    await putPhysical(storage, 'x.zip.delta', { ...deltaMetadata('x'), 'dg-file-size': 'many' });
    for (let i = 0; i < 2; i++) {
      expect(await list(engine)).toMatchObject([{ key: 'x.zip', size: 100, sha256: undefined }]);
      expect(storage.take()).toEqual({ lists: 1, heads: 1 });
    }
  });
});

describe('a remembered row', () => {
  /** A store whose ETags are those of bytes alone, as in S3. */
  class SameEtags extends CountingStorage {
    override async head(...args: Parameters<CountingStorage['head']>) {
      const found = await super.head(...args);
      return found && { ...found, etag: 'same' };
    }
    override async *list(...args: Parameters<CountingStorage['list']>) {
      for await (const row of super.list(...args)) {
        yield row.type === 'object' ? { ...row, etag: 'same' } : row;
      }
    }
  }

  async function setUpSameEtags() {
    let now = Date.UTC(2026, 0, 1);
    const clock = () => new Date(now);
    const storage = new SameEtags({ clock });
    await storage.createBucket(BUCKET);
    const listingCache = new MemoryListingCache();
    const { engine } = await createTestEngine({ storage, listingCache, clock });
    const put = (content: string) => putPhysical(storage, 'a.zip.delta', deltaMetadata(content));
    const shown = async () => {
      const [entry] = await list(engine);
      return entry?.type === 'object' ? entry.sha256 : undefined;
    };
    const pass = (ms: number) => {
      now += ms;
    };
    return { storage, put, shown, pass };
  }

  it('is of its time, too: the same bytes may have other metadata', async () => {
    const { storage, put, shown, pass } = await setUpSameEtags();
    await put('one');
    pass(5000);
    const one = await shown();
    await put('two');
    pass(5000);
    const two = await shown();
    expect(two).not.toBe(one);
    expect(storage.take().heads).toBe(2);
    expect(await shown()).toBe(two);
    expect(storage.take().heads).toBe(0);
  });

  it('is remembered only when the second in which it was written is over', async () => {
    const { put, shown } = await setUpSameEtags();
    await put('one');
    const one = await shown();
    await put('two');
    expect(await shown()).not.toBe(one);
  });

  it('is of the version that was listed, not of one that was written since', async () => {
    class StaleListing extends CountingStorage {
      rows: ListedObject[] = [];
      override async *list() {
        yield* this.rows;
      }
    }
    let now = Date.UTC(2025, 0, 1);
    const storage = new StaleListing({ clock: () => new Date((now += 10)) });
    await storage.createBucket(BUCKET);
    const listingCache = new MemoryListingCache();
    const { engine } = await createTestEngine({ storage, listingCache });
    await putPhysical(storage, 'a.zip.delta', deltaMetadata('one', 1));
    const stored = await storage.head({ bucket: BUCKET, key: 'a.zip.delta' });
    if (stored !== undefined) storage.rows = [{ type: 'object', ...stored }];
    await putPhysical(storage, 'a.zip.delta', deltaMetadata('two', 2));
    expect(await list(engine)).toMatchObject([{ size: 2 }]);
    expect(await listingCache.find(BUCKET, storage.rows)).toEqual([undefined]);
  });
});

describe('a cache that fails', () => {
  it.each(['find', 'add'] as const)('in %s costs requests, and is told once', async (method) => {
    const error = new Error('disk on fire');
    const working = new MemoryListingCache();
    const cache: ListingCachePort = {
      find: (bucket, rows) => working.find(bucket, rows),
      add: (bucket, entries) => working.add(bucket, entries),
      [method]: () => Promise.reject(error),
    };
    const { engine, storage, events } = await setUpDeltaspace(2500, cache);
    expect(await list(engine)).toHaveLength(2500);
    expect(storage.take()).toEqual({ lists: 3, heads: 2501 });
    expect(events).toEqual([{ type: 'listing-cache-failed', bucket: BUCKET, error }]);
  });
});
