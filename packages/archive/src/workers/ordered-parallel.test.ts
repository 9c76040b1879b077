import { DeltaGliderError } from '@deltaglider/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orderedParallel } from './ordered-parallel.ts';

const unhandled: unknown[] = [];
const listener = (reason: unknown) => unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', listener);
});

afterEach(async () => {
  await turn();
  process.off('unhandledRejection', listener);
  expect(unhandled).toEqual([]);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What a run of items is to do: how many turns things take, and where they fail. */
interface Course {
  readonly limit: number;
  /** Per item: turns that the source takes, that the work takes, that the consumer takes. */
  readonly turns: readonly (readonly [source: number, work: number, consumer: number])[];
  readonly failing: ReadonlySet<number>;
  /** Instead of this item the source fails. */
  readonly sourceFailsAt: number | undefined;
  /** The consumer stops after so many results. */
  readonly stopsAfter: number | undefined;
}

/** What happened in it. */
class Log {
  pulled = 0;
  taken = 0;
  inWork = 0;
  mostInWork = 0;
  mostAhead = 0;
  asked = 0;
  sourceClosed = false;
  begunAfterStop = false;
  stopped = false;

  pulls(): void {
    this.pulled += 1;
    this.mostAhead = Math.max(this.mostAhead, this.pulled - this.taken);
  }
}

async function* sourceOf(course: Course, log: Log): AsyncGenerator<number> {
  try {
    for (const [index, [turns]] of course.turns.entries()) {
      log.pulls();
      for (let count = 0; count < turns; count += 1) await turn();
      if (course.sourceFailsAt === index) throw new Error('source');
      yield index;
    }
  } finally {
    log.sourceClosed = true;
  }
}

function workOf(course: Course, log: Log) {
  return async (index: number, signal: AbortSignal): Promise<number> => {
    if (log.stopped) log.begunAfterStop = true;
    log.inWork += 1;
    log.mostInWork = Math.max(log.mostInWork, log.inWork);
    const turns = course.turns[index]?.[1] ?? 0;
    for (let count = 0; count < turns && !signal.aborted; count += 1) await turn();
    log.inWork -= 1;
    if (course.failing.has(index)) throw new Error(`work ${index}`);
    return index * 10;
  };
}

/** Runs it; what came out, and the message of the error if it ended with one. */
async function follow(course: Course, log: Log) {
  const results: number[] = [];
  const work = workOf(course, log);
  try {
    for await (const result of orderedParallel(sourceOf(course, log), course.limit, work)) {
      results.push(result);
      log.taken += 1;
      const turns = course.turns[results.length - 1]?.[2] ?? 0;
      for (let count = 0; count < turns; count += 1) await turn();
      if (results.length === course.stopsAfter) break;
    }
  } catch (error) {
    log.stopped = true;
    return { results, error: error instanceof Error ? error.message : 'no error' };
  }
  log.stopped = true;
  return { results, error: undefined };
}

/** What comes out if one item is done after the other. */
function expected({ turns, failing, sourceFailsAt, stopsAfter }: Course) {
  const results: number[] = [];
  for (const index of turns.keys()) {
    if (results.length === stopsAfter) break;
    if (sourceFailsAt === index) return { results, error: 'source' };
    if (failing.has(index)) return { results, error: `work ${index}` };
    results.push(index * 10);
  }
  return { results, error: undefined };
}

const place = fc.option(fc.nat({ max: 14 }), { nil: undefined });
const few = fc.nat({ max: 4 });
const courses: fc.Arbitrary<Course> = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  turns: fc.array(fc.tuple(few, few, few), { maxLength: 14 }),
  failing: fc.array(fc.nat({ max: 30 }), { maxLength: 2 }).map((places) => new Set(places)),
  sourceFailsAt: place,
  stopsAfter: fc.option(fc.integer({ min: 1, max: 14 }), { nil: undefined }),
});

describe('work in parallel, in order', () => {
  it('gives what work one after the other gives, within its limit, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(courses, async (course) => {
        const log = new Log();
        expect(await follow(course, log)).toEqual(expected(course));
        expect(log.mostInWork).toBeLessThanOrEqual(course.limit);
        // The result that is being handed over is not ahead any more.
        expect(log.mostAhead).toBeLessThanOrEqual(course.limit + 1);
        for (let count = 0; count < 6; count += 1) await turn();
        expect(log).toMatchObject({ inWork: 0, begunAfterStop: false });
        expect(log.sourceClosed || log.pulled === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('works on as many items at once as the limit says, and pulls on while the consumer is busy', async () => {
    const gates: (() => void)[] = [];
    const work = (item: number) =>
      new Promise<number>((resolve) => {
        gates[item] = () => {
          resolve(item);
        };
      });
    const log = new Log();
    const results = orderedParallel(endless(log), 3, work);
    const first = results.next();
    for (let count = 0; count < 10; count += 1) await turn();
    expect(gates).toHaveLength(3);
    expect(log.pulled).toBe(3);
    gates[2]?.();
    gates[1]?.();
    for (let count = 0; count < 10; count += 1) await turn();
    expect(gates).toHaveLength(3);
    gates[0]?.();
    expect(await first).toEqual({ done: false, value: 0 });
    for (let count = 0; count < 10; count += 1) await turn();
    expect(gates).toHaveLength(4);
    expect(log.pulled).toBe(4);
    await results.return(undefined);
  });

  it('asks its source for one item at a time', async () => {
    let asked = false;
    let item = 0;
    const next = async () => {
      if (asked) throw new Error('The source was asked for two items at once.');
      asked = true;
      await turn();
      asked = false;
      item += 1;
      return item > 9 ? { done: true, value: undefined } : { done: false, value: item };
    };
    const source = { [Symbol.asyncIterator]: () => ({ next }) } as AsyncIterable<number>;
    const results: number[] = [];
    for await (const result of orderedParallel(source, 4, async (value) => value)) {
      results.push(result);
    }
    expect(results).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('begins nothing before it is asked for a result', async () => {
    const log = new Log();
    const results = orderedParallel(endless(log), 3, async (item) => item);
    await turn();
    await results.return(undefined);
    expect(log.pulled).toBe(0);
  });

  it('aborts what is in work when the consumer stops, and does not wait for it', async () => {
    const signals: AbortSignal[] = [];
    const work = (item: number, signal: AbortSignal) => {
      signals[item] = signal;
      return item === 0 ? Promise.resolve(0) : new Promise<number>(() => undefined);
    };
    const log = new Log();
    for await (const result of orderedParallel(endless(log), 3, work)) {
      expect(result).toBe(0);
      while (signals.length < 4) await turn();
      expect(signals[3]?.aborted).toBe(false);
      break;
    }
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true, true, true]);
    expect(log.sourceClosed).toBe(true);
  });

  it('throws an error in its turn, and lets what is in work behind it go', async () => {
    const signals: AbortSignal[] = [];
    const work = async (item: number, signal: AbortSignal) => {
      signals[item] = signal;
      if (item === 1) throw new Error('broken');
      if (item === 0) return item;
      return await new Promise<number>((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('let go'));
        });
      });
    };
    const log = new Log();
    const results = orderedParallel(endless(log), 3, work);
    expect(await results.next()).toEqual({ done: false, value: 0 });
    await expect(results.next()).rejects.toThrow('broken');
    expect(signals.at(-1)?.aborted).toBe(true);
    expect(log.sourceClosed).toBe(true);
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('does not wait for an item that never comes', async () => {
    let returned = false;
    const never = new Promise<never>(() => undefined);
    let pulled = 0;
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => ((pulled += 1) === 1 ? Promise.resolve({ done: false, value: 1 }) : never),
        return: () => {
          returned = true;
          return never;
        },
      }),
    };
    for await (const result of orderedParallel(source, 2, async (item) => item)) {
      expect(result).toBe(1);
      break;
    }
    expect(returned).toBe(true);
  });

  it('pulls nothing after a failure, while the results before it are still waited for', async () => {
    const gate: { open: () => void } = { open: () => undefined };
    const work = (item: number) =>
      item === 1
        ? Promise.reject(new Error('broken'))
        : new Promise<number>((resolve) => {
            gate.open = () => {
              resolve(item);
            };
          });
    const log = new Log();
    const results = orderedParallel(endless(log), 2, work);
    const first = results.next();
    while (log.pulled < 2) await turn();
    await turn();
    gate.open();
    expect(await first).toEqual({ done: false, value: 0 });
    await turn();
    await expect(results.next()).rejects.toThrow('broken');
    expect(log.pulled).toBe(2);
  });

  it.each(['ended', 'failed'])('leaves a source alone that has %s', async (how) => {
    const calls: string[] = [];
    const next = async (): Promise<IteratorResult<number>> => {
      calls.push('next');
      if (calls.length === 1) return { done: false, value: 1 };
      if (how === 'failed') throw new Error('source');
      return { done: true, value: undefined };
    };
    const close = async (): Promise<IteratorResult<number>> => {
      calls.push('return');
      return { done: true, value: undefined };
    };
    const source = { [Symbol.asyncIterator]: () => ({ next, return: close }) };
    const results = orderedParallel(source, 4, async (item) => item);
    expect(await results.next()).toEqual({ done: false, value: 1 });
    await results.next().catch(() => undefined);
    expect(calls).toEqual(['next', 'next']);
  });

  it('is not disturbed by a busy source that fails to close', async () => {
    let pulled = 0;
    const never = new Promise<never>(() => undefined);
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => ((pulled += 1) === 1 ? Promise.resolve({ done: false, value: 1 }) : never),
        return: () => Promise.reject(new Error('cannot close')),
      }),
    };
    for await (const _ of orderedParallel(source, 2, async (item) => item)) break;
    expect(pulled).toBe(2);
  });

  it('does not work on an item that comes after the end', async () => {
    const worked: number[] = [];
    const gate: { open: () => void } = { open: () => undefined };
    async function* late(): AsyncGenerator<number> {
      yield 1;
      await new Promise<void>((resolve) => {
        gate.open = resolve;
      });
      yield 2;
    }
    const work = async (item: number) => worked.push(item);
    for await (const _ of orderedParallel(late(), 2, work)) break;
    gate.open();
    for (let count = 0; count < 5; count += 1) await turn();
    expect(worked).toEqual([1]);
  });

  it('passes on that the source cannot be closed, unless there is an error to know already', async () => {
    const source = (): AsyncIterable<number> => ({
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false, value: 1 }),
        return: () => Promise.reject(new Error('cannot close')),
      }),
    });
    const stopped = (async () => {
      for await (const _ of orderedParallel(source(), 1, async (item) => item)) break;
    })();
    await expect(stopped).rejects.toThrow('cannot close');
    const failing = orderedParallel(source(), 1, () => Promise.reject(new Error('broken')));
    await expect(failing.next()).rejects.toThrow('broken');
  });

  it.each([0, 1.5, -1, Infinity])('refuses a limit of %s', async (limit) => {
    const results = orderedParallel(endless(new Log()), limit, async (item) => item);
    await expect(results.next()).rejects.toSatisfy((error) =>
      DeltaGliderError.is(error, 'INVALID_ARGUMENT'),
    );
  });
});

async function* endless(log: Log): AsyncGenerator<number> {
  try {
    for (let item = 0; ; item += 1) {
      log.pulls();
      yield item;
    }
  } finally {
    log.sourceClosed = true;
  }
}
