import {
  bufferSource,
  collect,
  DeltaGliderError,
  listObjects,
  MemoryListingCache,
  MemoryStorage,
  type StoragePutOptions,
} from '@deltaglider/core';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { keysIn } from '../../../test/broken-bucket.ts';
import { at, BUCKET, put } from '../../../test/safety-engine.ts';
import { smallClientOf, unrelated, version } from '../../../test/small-engine.ts';
import {
  putDelta,
  putPythonToolCache,
  putVersions,
  settledStorage,
} from '../../../test/stats-buckets.ts';
import { DOCUMENT, startProcess } from '../../../test/stats-process.ts';
import { collectStats } from './collect-stats.ts';

let storage: MemoryStorage;
beforeEach(async () => {
  storage = await settledStorage();
});

const fill = () => putVersions(storage);
const SIZE = version(1).length;

describe('what is kept in the bucket', () => {
  beforeEach(fill);

  it('is what another process tells after one listing', async () => {
    const first = await startProcess(storage).stats({ mode: 'detailed' });
    for (const mode of ['quick', 'sampled', 'detailed'] as const) {
      const { stats, requests } = startProcess(storage);
      const found = await stats({ mode });
      expect(found).toEqual({ ...first, mode, keptSince: expect.any(Date) as Date });
      expect(requests()).toEqual(['get', 'list']);
    }
  });

  it('is of one prefix', async () => {
    await startProcess(storage).stats({ mode: 'detailed' });
    const { stats } = startProcess(storage);
    expect(await stats({ prefix: 'app' })).toMatchObject({ keptSince: undefined, unseen: 4 });
    await stats({ prefix: 'app', mode: 'detailed' });
    expect(await startProcess(storage).stats({ prefix: 'app/' })).toMatchObject({
      unseen: 0,
      objects: 4,
    });
  });

  it('never shows in a listing, and does not count', async () => {
    const before = await startProcess(storage).stats({ mode: 'detailed' });
    expect(await keysIn(storage)).toContain(DOCUMENT);
    const after = await startProcess(storage).stats({ mode: 'detailed', kept: 'ignore' });
    expect(after).toEqual(before);
    for await (const { key } of listObjects(smallClientOf(storage), { bucket: BUCKET })) {
      expect(key).toMatch(/^app\//);
    }
  });

  it.each([
    ['a new object', () => put(smallClientOf(storage), 'app/v4.zip', version(4))],
    ['one less', () => storage.delete(at('app/v2.zip.delta'))],
    ['other bytes', () => put(smallClientOf(storage), 'app/notes.txt', unrelated(2))],
    [
      'other metadata',
      async () => {
        const { metadata = {} } = (await storage.head(at('app/v2.zip.delta'))) ?? {};
        const changed = { ...metadata, 'dg-file-size': '7' };
        await storage.copy(at('app/v2.zip.delta'), at('app/v2.zip.delta'), { metadata: changed });
      },
    ],
  ])('is not trusted after %s, and made anew', async (_, change) => {
    await startProcess(storage).stats({ mode: 'detailed' });
    await change();
    const quick = await startProcess(storage).stats();
    expect(quick).toMatchObject({ keptSince: undefined, size: undefined });
    const truth = await startProcess(storage).stats({ mode: 'detailed', kept: 'ignore' });
    expect(await startProcess(storage).stats({ mode: 'detailed' })).toEqual(truth);
    expect(await startProcess(storage).stats()).toEqual({
      ...truth,
      mode: 'quick',
      keptSince: expect.any(Date) as Date,
    });
  });

  it('is made anew on demand, whatever it says', async () => {
    const truth = await startProcess(storage).stats({ mode: 'detailed' });
    const { metadata: _, ...found } = await storage.get(at(DOCUMENT));
    const text = new TextDecoder().decode(await collect(found.body));
    const lie = text.replace('"objects":4,"deltas":3', '"objects":9,"deltas":3');
    await storage.put(at(DOCUMENT), bufferSource(new TextEncoder().encode(lie)));
    expect(await startProcess(storage).stats()).toMatchObject({ objects: 9 });
    const { stats, requests } = startProcess(storage);
    expect(await stats({ kept: 'refresh' })).toEqual(truth);
    expect(requests()).toContain('put');
    expect(await startProcess(storage).stats()).toMatchObject({ objects: 4 });
  });

  it('is neither read nor written when it is to be ignored', async () => {
    const { stats, requests } = startProcess(storage);
    await stats({ mode: 'detailed', kept: 'ignore' });
    expect(new Set(requests())).toEqual(new Set(['list', 'head']));
    expect(await keysIn(storage)).not.toContain(DOCUMENT);
    await stats({ mode: 'detailed' });
    requests();
    expect(await stats({ kept: 'ignore' })).toMatchObject({ size: undefined });
    expect(requests()).toEqual(['list']);
  });

  it('leaves alone, and does not read, what the Python tool keeps there', async () => {
    await putPythonToolCache(storage, BUCKET);
    const before = await snapshot('.deltaglider/stats_');
    for (const kept of ['use', 'refresh', 'ignore'] as const) {
      for (const mode of ['quick', 'sampled', 'detailed'] as const) {
        expect(await startProcess(storage).stats({ kept, mode })).toMatchObject({ objects: 4 });
      }
    }
    expect(await snapshot('.deltaglider/stats_')).toEqual(before);
    expect(before).toHaveLength(3);
  });

  it.each(['not JSON', '{}'])('is replaced where something else has its place', async (text) => {
    await storage.put(at(DOCUMENT), bufferSource(new TextEncoder().encode(text)));
    expect(await startProcess(storage).stats()).toMatchObject({
      size: undefined,
      keptSince: undefined,
    });
    await startProcess(storage).stats({ mode: 'detailed' });
    expect(await startProcess(storage).stats()).toMatchObject({ size: 4 * SIZE });
  });

  it('is not read where it is larger than any of ours', async () => {
    await startProcess(storage).stats({ mode: 'detailed' });
    const { body } = await storage.get(at(DOCUMENT));
    const text = new TextDecoder().decode(await collect(body)).padEnd((1 << 20) + 1);
    await storage.put(at(DOCUMENT), bufferSource(new TextEncoder().encode(text)));
    expect(await startProcess(storage).stats()).toMatchObject({ keptSince: undefined });
  });

  it('is written by a quick look, too, that leaves nothing open', async () => {
    const engine = smallClientOf(storage, { listingCache: new MemoryListingCache() });
    await collectStats({ engine, bucket: BUCKET, mode: 'detailed', kept: 'ignore' });
    expect(await keysIn(storage)).not.toContain(DOCUMENT);
    await collectStats({ engine, bucket: BUCKET });
    expect(await startProcess(storage).stats()).toMatchObject({ size: 4 * SIZE });
  });

  it('is not written where a bucket has nothing that a listing leaves open', async () => {
    for (const key of await keysIn(storage)) await storage.delete(at(key));
    await put(smallClientOf(storage), 'notes.txt', unrelated(1));
    expect(await startProcess(storage).stats()).toMatchObject({ size: SIZE });
    expect(await keysIn(storage)).toEqual(['notes.txt']);
  });

  it('is not written while an object could still change unseen', async () => {
    const whole = new MemoryStorage({ clock: () => new Date(5000) });
    await whole.createBucket(BUCKET);
    await putDelta(whole, at('a.zip.delta'), { size: 7 });
    const soon = smallClientOf(whole, { clock: () => new Date(6999) });
    await collectStats({ engine: soon, bucket: BUCKET, mode: 'detailed' });
    expect(await keysIn(whole)).toEqual(['a.zip.delta']);
    const later = smallClientOf(whole, { clock: () => new Date(7000) });
    await collectStats({ engine: later, bucket: BUCKET, mode: 'detailed' });
    expect(await keysIn(whole)).toEqual([DOCUMENT, 'a.zip.delta']);
  });

  it('is not needed: who may not read or write there gets the figures, and the observer hears why', async () => {
    class ReadOnly extends MemoryStorage {
      override put(...[address, source, options]: Parameters<MemoryStorage['put']>) {
        if (address.key.startsWith('.deltaglider/')) return Promise.reject(denied());
        return super.put(address, source, options);
      }
    }
    class Locked extends ReadOnly {
      override get(...[address, options]: Parameters<MemoryStorage['get']>) {
        if (address.key.startsWith('.deltaglider/')) return Promise.reject(denied());
        return super.get(address, options);
      }
    }
    const denied = () => new DeltaGliderError('ACCESS_DENIED', 'No.');
    for (const Kind of [ReadOnly, Locked]) {
      const store = new Kind();
      await store.createBucket(BUCKET);
      await put(smallClientOf(store), 'app/v1.zip', version(1));
      const { stats, events, requests } = startProcess(store);
      expect(await stats({ mode: 'detailed' })).toMatchObject({ objects: 1, size: SIZE });
      expect(events).toMatchObject([
        { type: 'keeping-failed', address: at(DOCUMENT), error: { code: 'ACCESS_DENIED' } },
      ]);
      expect(requests().includes('put')).toBe(Kind === ReadOnly);
    }
  });

  it.each(['none before', 'one before'])(
    'is of one of two writers at the same time (%s)',
    async (before) => {
      if (before === 'one before') {
        await startProcess(storage).stats({ mode: 'detailed' });
        await put(smallClientOf(storage), 'app/v5.zip', version(5));
      }
      const conditions: StoragePutOptions[] = [];
      class Racing extends MemoryStorage {
        override async put(...[address, source, options = {}]: Parameters<MemoryStorage['put']>) {
          conditions.push(options);
          // Another process comes first.
          if (conditions.length === 1) await storage.put(address, source, options);
          return await storage.put(address, source, options);
        }
        override head = storage.head.bind(storage);
        override get = storage.get.bind(storage);
        override list = storage.list.bind(storage);
      }
      const { stats, events } = startProcess(new Racing());
      expect(await stats({ mode: 'detailed' })).toMatchObject({ unseen: 0 });
      expect(conditions).toHaveLength(1);
      expect(events).toMatchObject([
        {
          type: 'keeping-failed',
          error: { code: before === 'one before' ? 'PRECONDITION_FAILED' : 'OBJECT_EXISTS' },
        },
      ]);
      expect(await startProcess(storage).stats()).toMatchObject({ unseen: 0 });
    },
  );

  it('never tells anything but the truth, whatever happens between', async () => {
    const key = fc.constantFrom('a/1.zip', 'a/2.zip', 'a/3.txt', '4.zip');
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const), key, seed: fc.nat(3) }),
      fc.record({ do: fc.constant('delete' as const), key, seed: fc.constant(0) }),
      fc.record({ do: fc.constant('stats' as const), key, seed: fc.nat(2) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let now = 0;
        const store = new MemoryStorage({ clock: () => new Date((now += 1001)) });
        await store.createBucket(BUCKET);
        for (const each of steps) {
          const engine = smallClientOf(store);
          if (each.do === 'put') await put(engine, each.key, version(each.seed));
          else if (each.do === 'delete') {
            await store.delete(at(each.key));
            await store.delete(at(`${each.key}.delta`));
          } else {
            const mode = (['quick', 'sampled', 'detailed'] as const)[each.seed];
            const found = await startProcess(store).stats({ mode });
            const truth = await startProcess(store).stats({ mode: 'detailed', kept: 'ignore' });
            if (found.size === undefined) expect(found.unseen).toBeGreaterThan(0);
            else {
              const { mode: _, keptSince: __, ...figures } = found;
              expect(truth).toMatchObject(figures);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** Keys with their content. */
async function snapshot(prefix: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const row of storage.list(BUCKET, { prefix })) {
    const { body } = await storage.get(at(row.key));
    found.push([row.key, new TextDecoder().decode(await collect(body))]);
  }
  return found;
}
