import { DeltaGliderError } from '@deltaglider/core';
import type { JobFunctions } from '../../src/workers/job.ts';

/** Jobs that make a pool show how it treats them. */
export interface TestJobs {
  /** The sum of the bytes, as many times as the shared factor says. */
  readonly sum: { readonly input: Uint8Array; readonly output: number };
  /** The same bytes, which move. */
  readonly echo: { readonly input: Uint8Array; readonly output: Uint8Array };
  /** Counts those that run at once, and goes on when its gate is open. */
  readonly hold: { readonly input: Hold; readonly output: number };
  readonly fail: { readonly input: FailureKind; readonly output: never };
  /** Whether it runs on a thread of its own, as its caller can tell by a mark on the global object. */
  readonly hasMark: { readonly input: undefined; readonly output: boolean };
  readonly exit: { readonly input: undefined; readonly output: never };
  readonly exhaust: { readonly input: undefined; readonly output: number };
  readonly unclonable: { readonly input: undefined; readonly output: () => void };
}

/** Shared memory of jobs that run at once: [running now, most at once, begun], and two words per job. */
export interface Hold {
  readonly counters: Int32Array;
  readonly begun: Int32Array;
  readonly gate: Int32Array;
  readonly place: number;
}

export type FailureKind = 'class' | 'cause' | 'text' | 'later' | 'own';

class TestFailure extends RangeError {
  readonly reason = 'corrupt';
  readonly uncloneable = () => undefined;
  override readonly name = 'TestFailure';
}

export const createTestJobs = (shared: { readonly factor: number }): JobFunctions<TestJobs> => ({
  sum: (bytes) => [bytes.reduce((sum, byte) => sum + byte, 0) * shared.factor, []],
  echo: (bytes) => [bytes, [bytes.buffer]],
  hold: ({ counters, begun, gate, place }) => {
    const running = Atomics.add(counters, 0, 1) + 1;
    while (Atomics.load(counters, 1) < running) Atomics.store(counters, 1, running);
    Atomics.store(begun, place, 1);
    Atomics.add(counters, 2, 1);
    Atomics.wait(gate, place, 0);
    Atomics.sub(counters, 0, 1);
    return [place, []];
  },
  fail,
  hasMark: () => ['testMark' in globalThis, []],
  // What a crash of the worker looks like from outside.
  // eslint-disable-next-line n/no-process-exit
  exit: () => process.exit(7),
  exhaust: () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index + kept.length));
  },
  unclonable: () => [() => undefined, []],
});

async function fail(kind: FailureKind): Promise<never> {
  switch (kind) {
    case 'class':
      throw new TestFailure('The input is corrupt.');
    case 'cause':
      throw new Error('The chunk is not to be had.', { cause: new TestFailure('Below.') });
    case 'text':
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- code of others does that
      throw 'just text';
    case 'own':
      throw new DeltaGliderError('DELTA_FAILED', 'The plan is wrong.', {
        details: { expected: '1', actual: '2' },
      });
    case 'later':
      await Promise.resolve();
      throw new SyntaxError('Too late.');
  }
}
