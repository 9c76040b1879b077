import { deleteObject, MemoryStorage, type Engine } from '@deltaglider/core';
import { forEveryCall } from '@deltaglider/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduled } from '../../core/test/scheduled-storage.ts';
import { purgeBucket } from '../src/maintenance/purge/purge-bucket.ts';
import { repairBucket } from '../src/maintenance/repair-bucket.ts';
import { keysIn, loseToTrash } from './broken-bucket.ts';
import { at, BUCKET, put } from './safety-engine.ts';
import { expectAllIntact, read, smallClientOf, version } from './small-engine.ts';

/** One client with its own engine and cache. */
type Actor = (engine: Engine) => Promise<unknown>;

const RUNS = Number(process.env.DG_INTERLEAVINGS ?? 100);
const MONTH = 30 * 24 * 3_600_000;

const store =
  (key: string, bytes: Uint8Array): Actor =>
  (engine) =>
    put(engine, key, bytes);
const remove =
  (key: string): Actor =>
  (engine) =>
    deleteObject(engine, { address: at(key) });
const lose: Actor = (engine) => loseToTrash(engine.storage, 'a/reference.bin');
const repair: Actor = (engine) => repairBucket({ engine, bucket: BUCKET });
const purge: Actor = async (engine) => {
  expect(await purgeBucket({ engine, bucket: BUCKET })).toMatchObject({ failed: 0 });
};

interface Race {
  /** What happened a month ago. */
  readonly before: readonly Actor[];
  readonly actors: readonly Actor[];
  /** Objects at the end; `undefined` for none. */
  readonly expected: Readonly<Record<string, Uint8Array | undefined>>;
}

/** Runs the actors with their storage calls in every order that the scheduler thinks of. */
async function inEveryOrder({ before, actors, expected }: Race): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      let now = Date.UTC(2026, 0, 1);
      const clock = () => new Date((now += 1000));
      const storage = new MemoryStorage({ clock });
      await storage.createBucket(BUCKET);
      for (const actor of before) await actor(smallClientOf(storage, { clock }));
      now += MONTH;
      const running = actors.map(async (actor, i) =>
        actor(smallClientOf(scheduled(storage, scheduler, `client ${i}`), { clock })),
      );
      await scheduler.waitFor(Promise.all(running));
      for (const [key, bytes] of Object.entries(expected)) {
        expect(await read(storage, key)).toEqual(bytes);
      }
      await expectAllIntact(storage);
    }),
    { numRuns: RUNS },
  );
}

const trashed: readonly Actor[] = [store('a/1.zip', version(1)), remove('a/1.zip')];

describe('a purge in every interleaving of storage calls', () => {
  it('takes no reference from puts', async () => {
    await inEveryOrder({
      before: trashed,
      actors: [purge, store('a/1.zip', version(1)), store('a/2.zip', version(2))],
      expected: { 'a/1.zip': version(1), 'a/2.zip': version(2) },
    });
  });

  it('takes none from a delete of the last delta beside a put', async () => {
    await inEveryOrder({
      before: [...trashed, store('a/1.zip', version(1))],
      actors: [purge, remove('a/1.zip'), store('a/2.zip', version(2))],
      expected: { 'a/1.zip': undefined, 'a/2.zip': version(2) },
    });
  });

  it('takes none from a repair', async () => {
    await inEveryOrder({
      before: [store('a/1.zip', version(1)), lose],
      actors: [purge, repair],
      expected: { 'a/1.zip': version(1) },
    });
  });

  it('runs beside another one', async () => {
    await inEveryOrder({ before: trashed, actors: [purge, purge], expected: {} });
  });
});

it.each([true, false])('loses nothing when it is killed at any call: %s', async (dead) => {
  let now = Date.UTC(2026, 0, 1);
  const clock = () => new Date((now += 1000));
  const late = { clock: () => new Date(now + MONTH) };
  const run = (engine: Engine) => purgeBucket({ engine, bucket: BUCKET });
  const runs = await forEveryCall((storage) => run(smallClientOf(storage, late)), {
    create: async () => {
      const storage = new MemoryStorage({ clock });
      await storage.createBucket(BUCKET);
      const engine = smallClientOf(storage, { clock });
      for (const actor of [...trashed, store('b/1.zip', version(2))]) await actor(engine);
      await loseToTrash(storage, 'b/reference.bin');
      return storage;
    },
    modes: ['before', 'during', 'after'],
    dead,
    check: async ({ storage }) => {
      await expectAllIntact(storage);
      await run(smallClientOf(storage, late));
      expect(await keysIn(storage)).toHaveLength(2);
      await expectAllIntact(storage);
    },
  });
  expect(runs).toBeGreaterThan(5);
});
