import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bufferSource } from '../src/bytes/buffer-source.ts';
import { collect } from '../src/bytes/read-stream.ts';
import type { Engine } from '../src/engine.ts';
import { DeltaGliderError } from '../src/errors/delta-glider-error.ts';
import { MemoryStorage } from '../src/memory/memory-storage.ts';
import { copyObject } from '../src/use-cases/copy-object.ts';
import { deleteObject } from '../src/use-cases/delete-object.ts';
import { getObject } from '../src/use-cases/get-object.ts';
import { headObject } from '../src/use-cases/head-object.ts';
import { listObjects } from '../src/use-cases/list-objects.ts';
import { putObject } from '../src/use-cases/put-object.ts';
import { verifyObject } from '../src/use-cases/verify-object.ts';
import { BUCKET, createTestEngine, noise, release } from './create-test-engine.ts';
import { scheduled } from './scheduled-storage.ts';

/** One client with its own engine and cache. */
type Actor = (engine: Engine) => Promise<unknown>;

const RUNS = Number(process.env.DG_INTERLEAVINGS ?? 600);
const SIZE = 200;
const policy = { deltaSuffixes: ['.zip'], minSize: 0 };
const at = (key: string) => ({ bucket: BUCKET, key });

const put =
  (key: string, bytes: Uint8Array, delta = true): Actor =>
  (engine) =>
    putObject(engine, { address: at(key), body: bufferSource(bytes), delta });
const remove =
  (key: string): Actor =>
  (engine) =>
    deleteObject(engine, { address: at(key) });
const v = (version: string) => release(version, SIZE);

async function read(engine: Engine, key: string): Promise<Uint8Array | undefined> {
  try {
    return await collect((await getObject(engine, { address: at(key) })).body);
  } catch (error) {
    if (DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

interface Race {
  readonly before?: readonly Actor[];
  readonly actors: readonly Actor[];
  /** Sees the bucket through a client that has nothing cached. */
  readonly check: (engine: Engine, outcomes: PromiseSettledResult<unknown>[]) => Promise<void>;
}

/** Runs the actors with their storage calls in every order that the scheduler thinks of. */
async function inEveryOrder(race: Race): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      let now = Date.UTC(2026, 0, 1);
      const storage = new MemoryStorage({ clock: () => new Date((now += 1000)) });
      await storage.createBucket(BUCKET);
      const fresh = async () => (await createTestEngine({ storage, policy })).engine;
      for (const actor of race.before ?? []) await actor(await fresh());
      const running = race.actors.map(async (actor, i) => {
        const view = scheduled(storage, scheduler, `client ${i}`);
        return await actor({ ...(await fresh()), storage: view });
      });
      const outcomes = await scheduler.waitFor(Promise.allSettled(running));
      await race.check(await fresh(), outcomes);
      await expectAllReadable(await fresh());
    }),
    { numRuns: RUNS },
  );
}

/** Whatever a listing shows can be read, byte-exact. */
async function expectAllReadable(engine: Engine): Promise<void> {
  for await (const entry of listObjects(engine, { bucket: BUCKET })) {
    const result = await verifyObject(engine, { address: at(entry.key) });
    expect(result.message).toContain('is intact');
  }
}

const allSucceed = (outcomes: PromiseSettledResult<unknown>[]) => {
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
};

describe('in every interleaving of storage calls', () => {
  it('first uploads to one prefix lose nothing', async () => {
    await inEveryOrder({
      actors: [put('a/1.zip', v('1')), put('a/2.zip', v('2')), put('a/3.zip', noise(3, SIZE))],
      check: async (engine, outcomes) => {
        allSucceed(outcomes);
        expect(await read(engine, 'a/1.zip')).toEqual(v('1'));
        expect(await read(engine, 'a/2.zip')).toEqual(v('2'));
        expect(await read(engine, 'a/3.zip')).toEqual(noise(3, SIZE));
      },
    });
  });

  it('a put that races the delete of the last delta succeeds and stays', async () => {
    await inEveryOrder({
      before: [put('a/1.zip', v('1'))],
      actors: [put('a/2.zip', v('2')), remove('a/1.zip')],
      check: async (engine, outcomes) => {
        allSucceed(outcomes);
        expect(await read(engine, 'a/2.zip')).toEqual(v('2'));
        expect(await read(engine, 'a/1.zip')).toBeUndefined();
      },
    });
  });

  it('so does one while others start the deltaspace anew with another reference', async () => {
    await inEveryOrder({
      before: [put('a/1.zip', v('1'))],
      actors: [
        put('a/2.zip', v('2')),
        remove('a/1.zip'),
        put('a/3.zip', noise(3, SIZE)),
        put('a/4.zip', v('4')),
      ],
      check: async (engine, outcomes) => {
        allSucceed(outcomes);
        expect(await read(engine, 'a/2.zip')).toEqual(v('2'));
        expect(await read(engine, 'a/3.zip')).toEqual(noise(3, SIZE));
        expect(await read(engine, 'a/4.zip')).toEqual(v('4'));
      },
    });
  });

  it('two deletes of the last two deltas leave nothing behind', async () => {
    await inEveryOrder({
      before: [put('a/1.zip', v('1')), put('a/2.zip', v('2'))],
      actors: [remove('a/1.zip'), remove('a/2.zip')],
      check: async (engine, outcomes) => {
        allSucceed(outcomes);
        for await (const entry of engine.storage.list(BUCKET)) {
          expect(entry.key).toMatch(/^\.deltaglider\/trash\//);
        }
      },
    });
  });

  it('two overwrites in different variants leave one of them, whole', async () => {
    await inEveryOrder({
      before: [put('a/1.zip', v('1')), put('a/2.zip', v('2'))],
      actors: [put('a/1.zip', v('x')), put('a/1.zip', v('y'), false)],
      check: async (engine, outcomes) => {
        allSucceed(outcomes);
        const bytes = await read(engine, 'a/1.zip');
        expect([v('x'), v('y')]).toContainEqual(bytes);
      },
    });
  });

  it('an overwrite and a delete of the same object leave the new one or nothing', async () => {
    await inEveryOrder({
      before: [put('a/1.zip', v('1'))],
      actors: [put('a/1.zip', v('x'), false), remove('a/1.zip'), put('a/2.zip', v('2'))],
      check: async (engine, outcomes) => {
        allSucceed(outcomes);
        expect([v('x'), undefined]).toContainEqual(await read(engine, 'a/1.zip'));
        expect(await read(engine, 'a/2.zip')).toEqual(v('2'));
      },
    });
  });

  it('a reader gets the old bytes or the new ones', async () => {
    const seen: (Uint8Array | undefined)[] = [];
    await inEveryOrder({
      before: [put('a/1.zip', v('1'))],
      actors: [
        async (engine) => seen.push(await read(engine, 'a/1.zip')),
        put('a/1.zip', v('x')),
        put('a/2.zip', v('2')),
      ],
      check: async (_, outcomes) => {
        allSucceed(outcomes);
        expect([v('1'), v('x')]).toContainEqual(seen.pop());
      },
    });
  });

  const create =
    (bytes: Uint8Array, delta: boolean): Actor =>
    (engine) =>
      putObject(engine, {
        address: at('a/1.zip'),
        body: bufferSource(bytes),
        delta,
        ifAbsent: true,
      });

  it('two replacements of the same ETag never both win, in whichever variants', async () => {
    let etag = '';
    const replace =
      (bytes: Uint8Array, delta: boolean): Actor =>
      (engine) =>
        putObject(engine, {
          address: at('a/1.zip'),
          body: bufferSource(bytes),
          delta,
          ifMatch: etag,
        });
    for (const isDelta of [true, false]) {
      await inEveryOrder({
        before: [
          put('a/0.zip', v('0')),
          put('a/1.zip', v('1'), isDelta),
          async (engine) => {
            etag = (await headObject(engine, { address: at('a/1.zip') }))?.etag ?? '';
          },
        ],
        actors: [replace(v('x'), true), replace(v('y'), false)],
        check: async (engine, outcomes) => {
          const [x, y] = outcomes.map((outcome) => outcome.status === 'fulfilled');
          expect([x, y].filter(Boolean)).toHaveLength(1);
          expect(await read(engine, 'a/1.zip')).toEqual(x === true ? v('x') : v('y'));
        },
      });
    }
  });

  it('a creator and a copy to the same new key never both win', async () => {
    const copy: Actor = (engine) =>
      copyObject(engine, { from: at('b.txt'), to: at('a/1.zip'), delta: false, ifAbsent: true });
    await inEveryOrder({
      before: [put('a/0.zip', v('0')), put('b.txt', v('b'))],
      actors: [create(v('x'), true), copy],
      check: async (engine, outcomes) => {
        const [x, y] = outcomes.map((outcome) => outcome.status === 'fulfilled');
        expect(x === true && y === true).toBe(false);
        const expected = x === true ? v('x') : y === true ? v('b') : undefined;
        expect(await read(engine, 'a/1.zip')).toEqual(expected);
      },
    });
  });

  it('a listing shows a key that was there all the time', async () => {
    const seen: string[][] = [];
    await inEveryOrder({
      before: [put('a/0.zip', v('0')), put('a/1.zip', v('1')), put('a/2.zip', v('2'))],
      actors: [
        async (engine) => {
          const keys: string[] = [];
          for await (const entry of listObjects(engine, { bucket: BUCKET })) keys.push(entry.key);
          seen.push(keys);
        },
        put('a/1.zip', v('x'), false),
      ],
      check: async (_, outcomes) => {
        allSucceed(outcomes);
        expect(seen.pop()).toEqual(['a/0.zip', 'a/1.zip', 'a/2.zip']);
      },
    });
  });

  it('a delete of twins never shows the older one', async () => {
    const seen: (Uint8Array | undefined)[] = [];
    const leaveStaleTwin: Actor = async (engine) => {
      const { storage } = engine;
      const { body, metadata } = await storage.get(at('a/1.zip.delta'));
      const stale = bufferSource(await collect(body));
      await put('a/1.zip', v('new'), false)(engine);
      await storage.put(at('a/1.zip.delta'), stale, { metadata });
      const whole = await storage.get(at('a/1.zip'));
      const again = bufferSource(await collect(whole.body));
      await storage.put(at('a/1.zip'), again, { metadata: whole.metadata });
    };
    await inEveryOrder({
      before: [put('a/0.zip', v('0')), put('a/1.zip', v('old')), leaveStaleTwin],
      actors: [remove('a/1.zip'), async (engine) => seen.push(await read(engine, 'a/1.zip'))],
      check: async (_, outcomes) => {
        allSucceed(outcomes);
        expect([v('new'), undefined]).toContainEqual(seen.pop());
      },
    });
  });

  it('never do two creators of a key win that store it in different variants', async () => {
    await inEveryOrder({
      before: [put('a/0.zip', v('0'))],
      actors: [create(v('x'), true), create(v('y'), false)],
      check: async (engine, outcomes) => {
        const [x, y] = outcomes.map((outcome) => outcome.status === 'fulfilled');
        expect(x === true && y === true).toBe(false);
        const expected = x === true ? v('x') : y === true ? v('y') : undefined;
        expect(await read(engine, 'a/1.zip')).toEqual(expected);
      },
    });
  });

  it('exactly one of two creators of a delta wins', async () => {
    await inEveryOrder({
      before: [put('a/0.zip', v('0'))],
      actors: [create(v('x'), true), create(v('y'), true)],
      check: async (engine, outcomes) => {
        const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        const expected = outcomes[0]?.status === 'fulfilled' ? v('x') : v('y');
        expect(await read(engine, 'a/1.zip')).toEqual(expected);
      },
    });
  });
});
