import {
  bufferSource,
  deleteObject,
  MemoryStorage,
  putObject,
  removeStaleTwin,
  type Engine,
} from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduled } from '../../core/test/scheduled-storage.ts';
import { repairBucket } from '../src/maintenance/repair-bucket.ts';
import { keysIn, loseToTrash, makeTwins } from './broken-bucket.ts';
import { at, BUCKET, put } from './safety-engine.ts';
import { expectAllIntact, read, smallClientOf, unrelated, version } from './small-engine.ts';

/** One client with its own engine and cache. */
type Actor = (engine: Engine) => Promise<unknown>;

const RUNS = Number(process.env.DG_INTERLEAVINGS ?? 100);
const DAY = 24 * 3_600_000;

const store =
  (key: string, bytes: Uint8Array, delta = true): Actor =>
  (engine) =>
    put(engine, key, bytes, delta);
const create =
  (key: string, bytes: Uint8Array, delta: boolean): Actor =>
  (engine) =>
    putObject(engine, { address: at(key), body: bufferSource(bytes), delta, ifAbsent: true });
const remove =
  (key: string): Actor =>
  (engine) =>
    deleteObject(engine, { address: at(key) });
const lose: Actor = (engine) => loseToTrash(engine.storage, 'a/reference.bin');
const repair: Actor = async (engine) => {
  const summary = await repairBucket({ engine, bucket: BUCKET });
  expect(summary).toMatchObject({ damaged: 0, failed: 0 });
};

/** What a repair does with twins, over and over. */
const settle: Actor = async (engine) => {
  for (let round = 0; round < 5; round++) {
    const notAfter = new Date(engine.clock().getTime() - 3_600_000);
    await removeStaleTwin(engine, { address: at('a/1.zip'), notAfter });
  }
};

interface Race {
  /** What happened a day ago. */
  readonly before: readonly Actor[];
  readonly actors: readonly Actor[];
  /** Objects at the end; several where either may have come last, `undefined` for none. */
  readonly expected: Readonly<Record<string, readonly (Uint8Array | undefined)[]>>;
  readonly check?: (outcomes: readonly PromiseSettledResult<unknown>[]) => void;
  /** Physical keys at the end, without the trash. */
  readonly left?: readonly string[];
  /** And at the end of one more repair, a day later. */
  readonly leftLater?: readonly string[];
}

/** Runs the actors with their storage calls in every order that the scheduler thinks of. */
async function inEveryOrder(race: Race): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      let now = Date.UTC(2026, 0, 1);
      const clock = () => new Date((now += 1000));
      const storage = new MemoryStorage({ clock });
      await storage.createBucket(BUCKET);
      for (const actor of race.before) await actor(smallClientOf(storage, { clock }));
      now += DAY;
      const running = race.actors.map(async (actor, i) =>
        actor(smallClientOf(scheduled(storage, scheduler, `client ${i}`), { clock })),
      );
      const outcomes = await scheduler.waitFor(Promise.allSettled(running));
      const { check = allSucceed } = race;
      check(outcomes);
      await expectState(storage, race, race.left);
      now += DAY;
      await repair(smallClientOf(storage, { clock }));
      await expectState(storage, race, race.leftLater ?? race.left);
    }),
    { numRuns: RUNS },
  );
}

async function expectState(
  storage: MemoryStorage,
  { expected }: Race,
  left: readonly string[] | undefined,
): Promise<void> {
  for (const [key, possible] of Object.entries(expected)) {
    expect(possible).toContainEqual(await read(storage, key));
  }
  await expectAllIntact(storage);
  if (left === undefined) return;
  const keys = await keysIn(storage);
  expect(keys.filter((key) => !key.startsWith('.deltaglider/'))).toEqual(left);
}

const allSucceed = (outcomes: readonly PromiseSettledResult<unknown>[]) => {
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
};

describe('a repair in every interleaving of storage calls', () => {
  it('puts a reference back beside puts', async () => {
    await inEveryOrder({
      before: [store('a/1.zip', version(1)), lose],
      actors: [repair, store('a/2.zip', version(2)), store('a/3.zip', unrelated(3))],
      expected: {
        'a/1.zip': [version(1)],
        'a/2.zip': [version(2)],
        'a/3.zip': [unrelated(3)],
      },
    });
  });

  it('and leaves none behind when the last delta is deleted meanwhile', async () => {
    await inEveryOrder({
      before: [store('a/1.zip', version(1)), lose],
      actors: [repair, remove('a/1.zip')],
      expected: { 'a/1.zip': [undefined] },
      left: [],
    });
  });

  it('stores deltas anew beside puts and deletes', async () => {
    await inEveryOrder({
      before: [
        store('a/1.zip', version(1)),
        store('a/2.zip', version(2)),
        lose,
        store('a/3.zip', unrelated(3)),
      ],
      actors: [repair, store('a/1.zip', version(4)), remove('a/3.zip')],
      expected: { 'a/1.zip': [version(4)], 'a/2.zip': [version(2)], 'a/3.zip': [undefined] },
    });
  });

  it('removes stale twins beside overwrites and deletes', async () => {
    for (const delta of [true, false]) {
      const twins: Actor = (engine) =>
        makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta });
      await inEveryOrder({
        before: [store('a/0.zip', version(0)), twins],
        actors: [repair, store('a/1.zip', version(3), delta), store('a/1.zip', version(4), !delta)],
        expected: { 'a/0.zip': [version(0)], 'a/1.zip': [version(3), version(4)] },
      });
      await inEveryOrder({
        before: [store('a/0.zip', version(0)), twins],
        actors: [repair, remove('a/1.zip')],
        expected: { 'a/0.zip': [version(0)], 'a/1.zip': [undefined] },
        left: ['a/0.zip.delta', 'a/reference.bin'],
      });
    }
  });

  it('removes unused references beside the put that needs them again', async () => {
    const orphan: Actor = async (engine) => {
      await put(engine, 'a/1.zip', version(1));
      await engine.storage.delete(at('a/1.zip.delta'));
    };
    await inEveryOrder({
      before: [orphan],
      actors: [repair, store('a/2.zip', version(2)), store('a/3.zip', unrelated(3))],
      expected: { 'a/2.zip': [version(2)], 'a/3.zip': [unrelated(3)] },
    });
  });

  it('does not disturb the first puts of a prefix', async () => {
    await inEveryOrder({
      before: [],
      actors: [repair, store('a/1.zip', version(1)), store('a/2.zip', version(2))],
      expected: { 'a/1.zip': [version(1)], 'a/2.zip': [version(2)] },
      left: ['a/1.zip.delta', 'a/2.zip.delta', 'a/reference.bin'],
    });
  });

  it('lets no two creators of a key win', async () => {
    await inEveryOrder({
      before: [store('a/0.zip', version(0))],
      actors: [settle, create('a/1.zip', version(1), true), create('a/1.zip', version(2), false)],
      expected: { 'a/1.zip': [version(1), version(2), undefined] },
      check: ([, x, y]) => {
        expect(x?.status === 'fulfilled' && y?.status === 'fulfilled').toBe(false);
      },
    });
  });

  it('runs beside another one', async () => {
    await inEveryOrder({
      before: [
        store('a/1.zip', version(1)),
        lose,
        store('a/2.zip', unrelated(2)),
        store('b/1.zip', version(1)),
        (engine) => loseToTrash(engine.storage, 'b/reference.bin'),
        store('c/0.zip', version(0)),
        (engine) =>
          makeTwins(engine, 'c/1.zip', { old: version(1), current: version(2), delta: true }),
      ],
      actors: [repair, repair],
      expected: {
        'a/1.zip': [version(1)],
        'a/2.zip': [unrelated(2)],
        'b/1.zip': [version(1)],
        'c/1.zip': [version(2)],
      },
    });
  });
});
