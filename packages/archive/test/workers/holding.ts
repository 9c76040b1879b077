import type { JobPool } from '../../src/workers/job.ts';
import type { TestJobs } from './jobs.ts';

/** Jobs that run until they are let go, and what is known of them. */
export class Holding {
  readonly #counters = shared(3);
  readonly #begun: Int32Array;
  readonly #gate: Int32Array;
  readonly #pool: JobPool<TestJobs>;

  constructor(pool: JobPool<TestJobs>, jobs: number) {
    this.#pool = pool;
    this.#begun = shared(jobs);
    this.#gate = shared(jobs);
  }

  get running(): number {
    return Atomics.load(this.#counters, 0);
  }

  get mostAtOnce(): number {
    return Atomics.load(this.#counters, 1);
  }

  get begun(): number[] {
    return [...this.#begun.keys()].filter((place) => Atomics.load(this.#begun, place) !== 0);
  }

  start(place: number, signal?: AbortSignal): Promise<number> {
    const input = { counters: this.#counters, begun: this.#begun, gate: this.#gate, place };
    return this.#pool.run('hold', input, { signal });
  }

  letGo(place: number): void {
    Atomics.store(this.#gate, place, 1);
    Atomics.notify(this.#gate, place);
  }

  /** Waits until so many jobs have begun in all. */
  async untilBegun(jobs: number): Promise<void> {
    while (Atomics.load(this.#counters, 2) < jobs) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function shared(words: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * words));
}
