import {
  bufferSource,
  listObjects,
  MemoryStorage,
  type Engine,
  type LogicalEntry,
} from '@deltaglider/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeTwins } from '../../test/broken-bucket.ts';
import { at, BUCKET, put } from '../../test/safety-engine.ts';
import { smallClientOf, unrelated, version } from '../../test/small-engine.ts';
import { sumUsage } from './usage.ts';
import { usageByPrefix, type PrefixUsage, type UsageOptions } from './usage-by-prefix.ts';
import { usageTree, type UsageTree } from './usage-tree.ts';

let storage: MemoryStorage;
let engine: Engine;
beforeEach(async () => {
  ({ storage, engine } = await freshStore());
});

async function freshStore() {
  let now = 0;
  const store = new MemoryStorage({ clock: () => new Date((now += 1000)) });
  await store.createBucket(BUCKET);
  return { storage: store, engine: smallClientOf(store) };
}

type Choice = Pick<UsageOptions, 'prefix' | 'depth'>;

async function usages(choice: Choice = {}, of: Engine = engine): Promise<PrefixUsage[]> {
  const found: PrefixUsage[] = [];
  for await (const usage of usageByPrefix({ engine: of, bucket: BUCKET, ...choice })) {
    found.push(usage);
  }
  return found;
}

/** Bytes of everything in the store that is not internal. */
async function storedBelow(of: MemoryStorage, prefix: string): Promise<number> {
  let size = 0;
  for await (const row of of.list(BUCKET, { prefix })) {
    if (row.type === 'object' && !row.key.startsWith('.deltaglider/')) size += row.size;
  }
  return size;
}

describe('usageByPrefix', () => {
  it('counts objects, deltas and, once, their reference', async () => {
    for (const seed of [1, 2, 3]) await put(engine, `app/v${seed}.zip`, version(seed));
    await put(engine, 'app/notes.txt', unrelated(1));
    const size = 3 * version(1).length + unrelated(1).length;
    const [app, all] = await usages();
    expect(app).toEqual({
      prefix: 'app/',
      depth: 1,
      objects: 4,
      deltas: 3,
      references: 1,
      size,
      storedSize: await storedBelow(storage, ''),
      unreadable: 0,
      unreadableSize: 0,
      saved: expect.closeTo(1 - (await storedBelow(storage, '')) / size, 10) as number,
    });
    expect(all).toEqual({ ...app, prefix: '', depth: 0 });
  });

  it('tells each prefix once it is complete, the whole last', async () => {
    for (const key of ['b/x/1.txt', 'a', 'a/', 'a/b/c/2.txt', 'a-/3.txt', 'c//4.txt']) {
      await put(engine, key, version(1));
    }
    expect((await usages()).map(({ prefix, depth, objects }) => [prefix, depth, objects])).toEqual([
      ['a-/', 1, 1],
      ['a/b/c/', 3, 1],
      ['a/b/', 2, 1],
      ['a/', 1, 2],
      ['b/x/', 2, 1],
      ['b/', 1, 1],
      ['c//', 2, 1],
      ['c/', 1, 1],
      ['', 0, 6],
    ]);
  });

  it('counts what is deeper than it tells', async () => {
    for (const key of ['a/b/c/1.txt', 'a/2.txt', 'd.txt']) await put(engine, key, version(1));
    const told = async (choice: Choice) =>
      (await usages(choice)).map(({ prefix, objects }) => [prefix, objects]);
    expect(await told({ depth: 0 })).toEqual([['', 3]]);
    expect(await told({ depth: 1 })).toEqual([
      ['a/', 2],
      ['', 3],
    ]);
    const below = [
      ['a/b/', 1],
      ['a/', 2],
    ];
    expect(await told({ prefix: 'a', depth: 1 })).toEqual(below);
    expect(await told({ prefix: 'a/', depth: 1 })).toEqual(below);
  });

  it('is nothing where nothing is, and knows nothing of what is internal', async () => {
    await storage.put(at('.deltaglider/trash/x/reference.bin'), bufferSource(version(1)));
    const nothing = {
      objects: 0,
      deltas: 0,
      references: 0,
      size: 0,
      storedSize: 0,
      unreadable: 0,
      unreadableSize: 0,
      saved: undefined,
    };
    expect(await usages()).toEqual([{ prefix: '', depth: 0, ...nothing }]);
    expect(await usages({ prefix: '.deltaglider/' })).toMatchObject([nothing]);
  });

  it('invents no size for a delta whose metadata is damaged', async () => {
    await put(engine, 'v1.zip', version(1));
    const before = (await usages()).at(-1);
    const metadata = { 'dg-tool': 'x', 'dg-note': 'delta', 'dg-ref-path': 'reference.bin' };
    await storage.put(at('bad.zip.delta'), bufferSource(unrelated(1)), { metadata });
    const unreadableSize = unrelated(1).length;
    expect((await usages()).at(-1)).toEqual({
      ...before,
      objects: 2,
      deltas: 2,
      storedSize: (before?.storedSize ?? 0) + unreadableSize,
      unreadable: 1,
      unreadableSize,
    });
  });

  it.each([true, false])('counts one of two variants, and the room of both (%s)', async (delta) => {
    await makeTwins(engine, 'v1.zip', { old: version(1), current: version(2), delta });
    const [usage] = await usages();
    expect(usage).toMatchObject({
      objects: 1,
      deltas: delta ? 1 : 0,
      size: version(2).length,
      storedSize: await storedBelow(storage, ''),
    });
  });

  it('ends when it is aborted', async () => {
    await put(engine, 'a.txt', version(1));
    const aborted = usageByPrefix({ engine, bucket: BUCKET, signal: AbortSignal.abort('enough') });
    await expect(aborted.next()).rejects.toBe('enough');
  });

  const anyKey = fc
    .tuple(
      fc.array(fc.constantFrom('a', 'a-', 'a.zip', 'b', ''), { maxLength: 3 }),
      fc.constantFrom('1.zip', '2.zip', 'a', 'a.zip', 'notes.txt'),
    )
    .map(([directories, name]) => [...directories, name].join('/'));

  it('agrees with what a listing and the store tell of every prefix', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyKey, { maxLength: 12 }),
        fc.option(fc.nat({ max: 3 }), { nil: undefined }),
        async (keys, depth) => {
          const world = await freshStore();
          for (const [i, key] of keys.entries()) await put(world.engine, key, version(i));
          const found = await usages({ depth }, world.engine);
          const entries: LogicalEntry[] = [];
          for await (const entry of listObjects(world.engine, { bucket: BUCKET })) {
            entries.push(entry);
          }
          const prefixes = new Set(['']);
          for (const key of keys) {
            const parts = key.split('/').slice(0, -1);
            for (let i = 1; i <= Math.min(parts.length, depth ?? 9); i++) {
              prefixes.add(parts.slice(0, i).join('/') + '/');
            }
          }
          expect(found.map(({ prefix }) => prefix).sort()).toEqual([...prefixes].sort());
          for (const { prefix, objects, size, storedSize } of found) {
            const inside = entries.filter(({ key }) => key.startsWith(prefix));
            const sizes = inside.map((entry) => (entry.type === 'object' ? entry.size : 0));
            expect([objects, size, storedSize]).toEqual([
              inside.length,
              sizes.reduce((sum, each) => sum + each, 0),
              await storedBelow(world.storage, prefix),
            ]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('usageTree', () => {
  it('has the prefixes below each prefix, in their order', async () => {
    for (const key of ['b/x/1.txt', 'a/c/2.txt', 'a/b/3.txt', 'a/4.txt', '5.txt']) {
      await put(engine, key, version(1));
    }
    const shape = ({ prefix, objects, children }: UsageTree): unknown => [
      prefix,
      objects,
      ...children.map(shape),
    ];
    expect(shape(await usageTree({ engine, bucket: BUCKET }))).toEqual([
      '',
      5,
      ['a/', 3, ['a/b/', 1], ['a/c/', 1]],
      ['b/', 1, ['b/x/', 1]],
    ]);
    expect(shape(await usageTree({ engine, bucket: BUCKET, depth: 0 }))).toEqual(['', 5]);
  });
});

describe('sumUsage', () => {
  it('adds up, and tells what is saved of all', async () => {
    const [first] = await usages({ depth: 0 });
    await put(engine, 'v1.zip', version(1));
    const [second] = await usages({ depth: 0 });
    if (first === undefined || second === undefined) throw new Error('There is always one.');
    const { prefix: _, depth: __, ...usage } = second;
    expect(sumUsage([first, second])).toEqual(usage);
    expect(sumUsage([second, second])).toMatchObject({
      objects: 2,
      size: 2 * second.size,
      saved: second.saved,
    });
    expect(second.saved).toBeLessThan(0);
  });
});
