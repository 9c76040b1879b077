import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CountingStorage } from '../../test/counting-storage.ts';
import { BUCKET, createTestEngine } from '../../test/create-test-engine.ts';
import { deltaMetadata, putPhysical, REFERENCE_METADATA } from '../../test/physical-objects.ts';
import type { LogicalListedObject } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { MemoryListingCache } from '../memory/memory-listing-cache.ts';
import type { ListEntry, StorageListOptions, StoredObject } from '../ports/storage-port.ts';
import { listObjects } from './list-objects.ts';
import { listStored, type StoredRow } from './list-stored.ts';

async function rowsOf(engine: Engine, prefix = ''): Promise<StoredRow[]> {
  const rows: StoredRow[] = [];
  for await (const row of listStored(engine, { bucket: BUCKET, prefix })) rows.push(row);
  return rows;
}

async function objectsOf(engine: Engine): Promise<Map<string, unknown>> {
  const objects = new Map<string, unknown>();
  for await (const entry of listObjects(engine, { bucket: BUCKET })) objects.set(entry.key, entry);
  return objects;
}

const KINDS = {
  whole: {},
  delta: deltaMetadata('content'),
  damaged: { ...deltaMetadata('content'), 'dg-ref-sha256': 'x' },
  reference: REFERENCE_METADATA,
};
const anyObject = fc.record({
  directory: fc.constantFrom('', 'a/', 'a/b/', 'a-/'),
  name: fc.constantFrom('x', 'x-', 'x-y', 'x.', 'x.delta', 'reference.bin'),
  suffix: fc.constantFrom('', '.delta'),
  kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
});

describe('listStored', () => {
  it('tells every stored byte once, and the objects that a listing tells', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyObject, { maxLength: 20 }), async (objects) => {
        const { engine, storage, keys } = await createTestEngine();
        for (const { directory, name, suffix, kind } of objects) {
          await putPhysical(storage, directory + name + suffix, KINDS[kind]);
        }
        await putPhysical(storage, '.deltaglider/trash/x/reference.bin', REFERENCE_METADATA);
        const found = new Map<string, LogicalListedObject>();
        const rows = await rowsOf(engine);
        for (const { object, replaces } of rows) {
          if (replaces !== undefined) {
            expect(found.get(replaces.object.key)).toEqual(replaces.object);
            expect(replaces.listed.key).toBe(replaces.object.key);
          }
          if (replaces === undefined && object !== undefined) {
            expect(found.has(object.key)).toBe(false);
          }
          if (object !== undefined) found.set(object.key, object);
        }
        expect(found).toEqual(await objectsOf(engine));
        const visible = (await keys()).filter((key) => !key.startsWith('.deltaglider/'));
        expect(rows.map(({ key }) => key)).toEqual(visible);
        expect(rows.every(({ storedSize }) => storedSize === 100)).toBe(true);
      }),
    );
  });

  it('tells references, and which of two variants is stale', async () => {
    const { engine, storage } = await createTestEngine();
    await putPhysical(storage, 'a/new.delta', deltaMetadata('new'));
    await putPhysical(storage, 'a/new');
    await putPhysical(storage, 'a/old');
    await putPhysical(storage, 'a/old.delta', deltaMetadata('old'));
    await putPhysical(storage, 'a/reference.bin', REFERENCE_METADATA);
    const rows = await rowsOf(engine, 'a/');
    expect(rows.map(({ key, kind, object, replaces }) => [key, kind, object?.size, replaces?.object.size]))
      .toEqual([
        ['a/new', 'object', 100, undefined],
        ['a/new.delta', 'stale', undefined, undefined],
        ['a/old', 'object', 100, undefined],
        ['a/old.delta', 'object', 20_000, 100],
        ['a/reference.bin', 'reference', undefined, undefined],
      ]); // prettier-ignore
  });

  it('leaves out a delta that is gone by the time it is looked at', async () => {
    class Vanishing extends CountingStorage {
      override head(): Promise<StoredObject | undefined> {
        return Promise.resolve(undefined);
      }
    }
    const storage = new Vanishing({ clock: () => new Date(0) });
    await storage.createBucket(BUCKET);
    await putPhysical(storage, 'a.delta', deltaMetadata('a'));
    const { engine } = await createTestEngine({ storage });
    expect(await rowsOf(engine)).toEqual([]);
  });

  it.each([true, false])(
    'tells an object once whose delta was replaced by a whole one meanwhile (listed: %s)',
    async (isListed) => {
      // The delta is in the listing, and gone by the time it is looked at.
      class Replacing extends CountingStorage {
        override async *list(bucket: string, options?: StorageListOptions) {
          const rows: ListEntry[] = [];
          for await (const row of super.list(bucket, options)) rows.push(row);
          await this.delete({ bucket, key: 'a.delta' });
          await putPhysical(this, 'a');
          yield* rows;
        }
      }
      const storage = new Replacing({ clock: () => new Date(0) });
      await storage.createBucket(BUCKET);
      if (isListed) await putPhysical(storage, 'a');
      await putPhysical(storage, 'a.delta', deltaMetadata('a'));
      const { engine } = await createTestEngine({ storage });
      const rows = await rowsOf(engine);
      expect(rows.map(({ kind, object, storedSize }) => [kind, object?.key, storedSize])).toEqual([
        ['object', 'a', 100],
      ]);
    },
  );

  it('asks the store nothing when it is not to, and calls unseen what only the store could tell', async () => {
    const storage = new CountingStorage({ clock: () => new Date(0) });
    await storage.createBucket(BUCKET);
    await putPhysical(storage, 'a');
    await putPhysical(storage, 'b.delta', deltaMetadata('b'));
    await putPhysical(storage, 'reference.bin', REFERENCE_METADATA);
    const { engine } = await createTestEngine({
      storage,
      listingCache: new MemoryListingCache(),
    });
    const kinds = async () => {
      const found: unknown[] = [];
      for await (const row of listStored(engine, { bucket: BUCKET, looksUp: false })) {
        found.push([row.key, row.kind, row.storedSize, row.object?.size]);
      }
      return found;
    };
    expect(await kinds()).toEqual([
      ['a', 'object', 100, 100],
      ['b.delta', 'unseen', 100, undefined],
      ['reference.bin', 'unseen', 100, undefined],
    ]);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
    await rowsOf(engine);
    storage.take();
    expect(await kinds()).toEqual([
      ['a', 'object', 100, 100],
      ['b.delta', 'object', 100, 20_000],
      ['reference.bin', 'reference', 100, undefined],
    ]);
    expect(storage.take()).toEqual({ lists: 1, heads: 0 });
  });

  it('takes one listing and a few HEADs at once, and none of what is remembered', async () => {
    const storage = new CountingStorage({ clock: () => new Date(0) });
    await storage.createBucket(BUCKET);
    for (let i = 0; i < 1500; i++) {
      await putPhysical(
        storage,
        `d/${String(i).padStart(4, '0')}.zip.delta`,
        deltaMetadata(`${i}`),
      );
    }
    const listingCache = new MemoryListingCache();
    const { engine } = await createTestEngine({ storage, listingCache });
    expect(await rowsOf(engine)).toHaveLength(1500);
    expect(storage.take()).toEqual({ lists: 2, heads: 1500 });
    expect(storage.mostAtOnce).toBeGreaterThan(8);
    expect(storage.mostAtOnce).toBeLessThanOrEqual(32);
    expect(await rowsOf(engine)).toHaveLength(1500);
    expect(storage.take()).toEqual({ lists: 2, heads: 0 });
  });
});
