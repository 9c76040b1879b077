import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { DeltaGliderError } from '@deltaglider/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { bundleWorker } from '../../scripts/bundle-worker.mjs';
import { Holding } from '../../test/workers/holding.ts';
import { createTestJobs, type TestJobs } from '../../test/workers/jobs.ts';
import { createJobPool, type JobPoolOptions } from './create-job-pool.ts';
import type { JobPool } from './job.ts';

type Options = Partial<JobPoolOptions<TestJobs, { readonly factor: number }>>;

const none = { signal: undefined };
let workerSource = '';

beforeAll(async () => {
  workerSource = await bundleWorker(
    fileURLToPath(new URL('../../test/workers/entry.ts', import.meta.url)),
  );
});

function poolWith(options: Options): JobPool<TestJobs> {
  const prepare = async () => ({ factor: 1 });
  const pool = createJobPool({ workerSource, prepare, createJobs: createTestJobs, ...options });
  onTestFinished(() => {
    pool.close();
  });
  return pool;
}

/** Workers in the order in which they start. */
function watchWorkers(): Worker[] {
  const workers: Worker[] = [];
  const listener = (worker: Worker) => workers.push(worker);
  process.on('worker', listener);
  onTestFinished(() => {
    process.off('worker', listener);
  });
  return workers;
}

function exitOf(worker: Worker | undefined): Promise<unknown> {
  return new Promise((resolve) => worker?.once('exit', resolve));
}

/** What a promise loses against that does not settle in this turn of the event loop. */
function endOfTurn(): Promise<string> {
  return new Promise((resolve) =>
    setImmediate(() => {
      resolve('waits');
    }),
  );
}

async function expectUsable(pool: JobPool<TestJobs>): Promise<void> {
  expect(await pool.run('sum', Uint8Array.of(3, 4), none)).toBe(7);
}

describe.each([
  ['in a worker', { workers: 1 }],
  ['on the calling thread', { workers: 0 }],
])('a job %s', (where, options) => {
  it('runs there', async () => {
    Object.assign(globalThis, { testMark: true });
    onTestFinished(() => {
      Reflect.deleteProperty(globalThis, 'testMark');
    });
    const pool = poolWith(options);
    expect(pool.parallelism).toBe(options.workers);
    expect(await pool.run('hasMark', undefined, none)).toBe(where === 'on the calling thread');
  });

  it('gets what all of them share', async () => {
    const pool = poolWith({ ...options, prepare: async () => ({ factor: 10 }) });
    expect(await pool.run('sum', Uint8Array.of(1, 2), none)).toBe(30);
    expect(await pool.run('sum', Uint8Array.of(5), none)).toBe(50);
  });

  it('fails with the reason for which nothing can be prepared, and tries again', async () => {
    const broken = new Error('no WebAssembly here');
    const answers = [Promise.reject(broken), Promise.resolve({ factor: 1 })];
    answers[0]?.catch(() => undefined);
    const prepare = () => answers.shift() ?? Promise.resolve({ factor: 1 });
    const pool = poolWith({ ...options, prepare });
    await expect(pool.run('sum', Uint8Array.of(1), none)).rejects.toBe(broken);
    await expectUsable(pool);
  });

  it('fails with what it threw, and leaves the pool usable', async () => {
    const workers = watchWorkers();
    const pool = poolWith(options);
    await expect(pool.run('fail', 'class', none)).rejects.toMatchObject({
      name: 'TestFailure',
      message: 'The input is corrupt.',
      reason: 'corrupt',
      // Where in the job it was thrown.
      stack: expect.stringContaining(options.workers > 0 ? '[worker eval]' : 'jobs.ts') as unknown,
    });
    await expect(pool.run('fail', 'later', none)).rejects.toMatchObject({
      name: 'SyntaxError',
      message: 'Too late.',
    });
    await expect(pool.run('fail', 'text', none)).rejects.toSatisfy((error) =>
      String(error).endsWith('just text'),
    );
    await expect(pool.run('fail', 'cause', none)).rejects.toMatchObject({
      message: 'The chunk is not to be had.',
      cause: { name: 'TestFailure', message: 'Below.', reason: 'corrupt' },
    });
    await expectUsable(pool);
    expect(workers).toHaveLength(options.workers);
  });

  it('keeps an error of DeltaGlider one', async () => {
    const thrown = await poolWith(options)
      .run('fail', 'own', none)
      .catch((error: unknown) => error);
    expect(DeltaGliderError.is(thrown, 'DELTA_FAILED')).toBe(true);
    expect(thrown).toMatchObject({
      message: 'The plan is wrong.',
      details: { expected: '1', actual: '2' },
    });
  });

  it('that was aborted before does not begin', async () => {
    const reason = { not: 'an error' };
    let prepared = 0;
    const prepare = async () => ({ factor: (prepared += 1) });
    const pool = poolWith({ ...options, prepare });
    const run = pool.run('sum', Uint8Array.of(1), { signal: AbortSignal.abort(reason) });
    await expect(run).rejects.toBe(reason);
    expect(prepared).toBe(0);
  });

  it('does not wait for a preparation that never ends', async () => {
    const controller = new AbortController();
    const prepare = () => {
      setImmediate(() => {
        controller.abort('enough');
      });
      return new Promise<never>(() => undefined);
    };
    const run = poolWith({ ...options, prepare }).run('sum', Uint8Array.of(1), controller);
    await expect(run).rejects.toBe('enough');
  });

  it('does not begin in a closed pool', async () => {
    const pool = poolWith(options);
    await pool[Symbol.asyncDispose]();
    pool.warm();
    await expect(pool.run('sum', Uint8Array.of(1), none)).rejects.toSatisfy((error) =>
      DeltaGliderError.is(error, 'INVALID_ARGUMENT'),
    );
  });
});

describe('a pool of workers', () => {
  it('gives every caller its own result, in whatever order they come', async () => {
    const pool = poolWith({ workers: 3 });
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(order, async (places) => {
        const holding = new Holding(pool, 6);
        const results = Promise.all(Array.from({ length: 6 }, (_, place) => holding.start(place)));
        for (const place of places) holding.letGo(place);
        expect(await results).toEqual([0, 1, 2, 3, 4, 5]);
      }),
      { numRuns: 20 },
    );
  });

  it('runs as many at once as it has workers, and the others in order of asking', async () => {
    const workers = watchWorkers();
    const holding = new Holding(poolWith({ workers: 2 }), 5);
    const runs = Array.from({ length: 5 }, (_, place) => holding.start(place));
    await holding.untilBegun(2);
    expect(holding.begun).toEqual([0, 1]);
    for (const place of [1, 0, 2, 3, 4]) {
      holding.letGo(place);
      await runs[place];
      await holding.untilBegun(Math.min(5, [1, 0, 2, 3, 4].indexOf(place) + 3));
      expect(holding.begun.length).toBe(Math.min(5, [1, 0, 2, 3, 4].indexOf(place) + 3));
      expect(holding.begun).toEqual([...holding.begun.keys()]);
    }
    expect(holding.mostAtOnce).toBe(2);
    expect(workers).toHaveLength(2);
  });

  it('moves buffers in and out where it is told to, and copies them otherwise', async () => {
    const pool = poolWith({ workers: 1 });
    const moved = Uint8Array.of(1, 2, 3);
    const result = await pool.run('echo', moved, { transfer: [moved.buffer], signal: undefined });
    expect(result).toEqual(Uint8Array.of(1, 2, 3));
    expect(moved.length).toBe(0);
    const copied = Uint8Array.of(1, 2, 3);
    await pool.run('echo', copied, none);
    expect(copied.length).toBe(3);
  });

  it('fails a job whose input or output cannot cross, and goes on', async () => {
    const pool = poolWith({ workers: 1 });
    // As a program without types may have it.
    const unclonable = (() => undefined) as unknown as Uint8Array;
    await expect(pool.run('echo', unclonable, none)).rejects.toMatchObject({
      name: 'DataCloneError',
    });
    await expect(pool.run('unclonable', undefined, none)).rejects.toMatchObject({
      name: 'DataCloneError',
    });
    await expectUsable(pool);
  });

  it('fails the job of a worker that dies, and replaces the worker', async () => {
    const workers = watchWorkers();
    const pool = poolWith({ workers: 1 });
    const run = pool.run('exit', undefined, none);
    await expect(run).rejects.toThrow('The worker stopped in the middle of "exit".');
    await expect(run).rejects.toSatisfy((error) => DeltaGliderError.is(error, 'DELTA_FAILED'));
    await expectUsable(pool);
    expect(workers).toHaveLength(2);
  });

  it('fails the job of a worker that dies before it is told', async () => {
    const workers = watchWorkers();
    const prepare = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await workers[0]?.terminate();
      // Longer than a rejection may stay unheard.
      await new Promise((resolve) => setImmediate(resolve));
      return { factor: 1 };
    };
    const pool = poolWith({ workers: 1, prepare });
    await expect(pool.run('sum', Uint8Array.of(1), none)).rejects.toThrow('The worker stopped');
    await expectUsable(pool);
  });

  it('fails a job whose answer cannot be received', async () => {
    const workers = watchWorkers();
    const pool = poolWith({ workers: 1 });
    const holding = new Holding(pool, 1);
    const run = holding.start(0);
    await holding.untilBegun(1);
    const cause = new Error('no room for it');
    workers[0]?.emit('messageerror', cause);
    await expect(run).rejects.toMatchObject({ code: 'DELTA_FAILED', cause });
    await expectUsable(pool);
  });

  it('replaces a worker that dies while it is idle', async () => {
    const workers = watchWorkers();
    const pool = poolWith({ workers: 1 });
    await expectUsable(pool);
    await workers[0]?.terminate();
    await expectUsable(pool);
    expect(workers).toHaveLength(2);
  });

  it('ends a running job that is aborted, with its worker', async () => {
    const workers = watchWorkers();
    const pool = poolWith({ workers: 1 });
    const holding = new Holding(pool, 1);
    const controller = new AbortController();
    const run = holding.start(0, controller.signal);
    await holding.untilBegun(1);
    const gone = exitOf(workers[0]);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    await gone;
    await expectUsable(pool);
  });

  it('forgets a waiting job that is aborted, and keeps the turn of the others', async () => {
    const workers = watchWorkers();
    const holding = new Holding(poolWith({ workers: 1 }), 4);
    const first = holding.start(0);
    await holding.untilBegun(1);
    const controller = new AbortController();
    const second = holding.start(1, controller.signal);
    const third = holding.start(2);
    controller.abort('enough');
    await expect(second).rejects.toBe('enough');
    expect(holding.running).toBe(1);
    for (const place of [0, 2]) holding.letGo(place);
    expect(await Promise.all([first, third])).toEqual([0, 2]);
    expect(holding.begun).toEqual([0, 2]);
    expect(workers).toHaveLength(1);
  });

  it('lets many jobs wait with one signal without a warning', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error) => warnings.push(warning);
    process.on('warning', listener);
    onTestFinished(() => {
      process.off('warning', listener);
    });
    const pool = poolWith({ workers: 1 });
    const { signal } = new AbortController();
    const bytes = Uint8Array.of(1);
    await Promise.all(Array.from({ length: 30 }, () => pool.run('sum', bytes, { signal })));
    expect(warnings).toEqual([]);
  });

  it('starts a worker when it is warmed, and no other for the first job', async () => {
    const workers = watchWorkers();
    let prepared = 0;
    const prepare = async () => ({ factor: 1, times: (prepared += 1) });
    const pool = poolWith({ workers: 2, prepare });
    expect(workers).toHaveLength(0);
    pool.warm();
    pool.warm();
    await new Promise((resolve) => setImmediate(resolve));
    expect(workers).toHaveLength(1);
    expect(prepared).toBeGreaterThan(0);
    await expectUsable(pool);
    expect(workers).toHaveLength(1);
  });

  it('runs what is small on the calling thread, also while all workers are busy', async () => {
    const workers = watchWorkers();
    const pool = poolWith({ workers: 1, isSmall: { sum: (bytes) => bytes.length < 3 } });
    await expectUsable(pool);
    expect(workers).toHaveLength(0);
    const holding = new Holding(pool, 1);
    const busy = holding.start(0);
    await holding.untilBegun(1);
    await expectUsable(pool);
    const large = pool.run('sum', Uint8Array.of(1, 1, 1), none);
    await expect(Promise.race([large, endOfTurn()])).resolves.toBe('waits');
    holding.letGo(0);
    expect(await Promise.all([busy, large])).toEqual([0, 3]);
    expect(workers).toHaveLength(1);
  });

  it('ends idle workers when it is closed, and busy ones after their job', async () => {
    const workers = watchWorkers();
    const pool = poolWith({ workers: 2 });
    const holding = new Holding(pool, 2);
    const runs = [holding.start(0), holding.start(1)];
    await holding.untilBegun(2);
    const gone = Promise.all(workers.map(exitOf));
    holding.letGo(1);
    const idleGone = Promise.race(workers.map(exitOf));
    await runs[1];
    pool.close();
    await idleGone;
    expect(holding.running).toBe(1);
    holding.letGo(0);
    expect(await runs[0]).toBe(0);
    await gone;
  });

  it('that is closed fails who waits for a turn, when it would have come', async () => {
    const pool = poolWith({ workers: 1 });
    const holding = new Holding(pool, 2);
    const busy = holding.start(0);
    const waiting = holding.start(1);
    waiting.catch(() => undefined);
    await holding.untilBegun(1);
    pool.close();
    holding.letGo(0);
    expect(await busy).toBe(0);
    await expect(waiting).rejects.toSatisfy((error) =>
      DeltaGliderError.is(error, 'INVALID_ARGUMENT'),
    );
    expect(holding.begun).toEqual([0]);
  });

  it('has its jobs made once, and gives others their turn between them, on the calling thread', async () => {
    let made = 0;
    const createJobs = (shared: { readonly factor: number }) => {
      made += 1;
      return createTestJobs(shared);
    };
    const pool = poolWith({ workers: 0, createJobs });
    let turns = 0;
    const count = () => {
      turns += 1;
      if (turns < 3) setImmediate(count);
    };
    setImmediate(count);
    for (let job = 0; job < 8; job += 1) await expectUsable(pool);
    expect({ made, turns }).toEqual({ made: 1, turns: 3 });
  });

  it('cannot have a fraction of a worker', () => {
    expect(() => poolWith({ workers: 1.5 })).toThrow('1.5 is not a number of workers.');
    expect(() => poolWith({ workers: -1 })).toThrow('-1 is not a number of workers.');
  });
});
