import { DeltaGliderError } from '@deltaglider/core';
import { parallelism } from '#platform';
import { exchange, type Job } from './exchange.ts';
import { fromThrown } from './from-thrown.ts';
import type { JobFunctions, JobOptions, JobPool, JobTypes } from './job.ts';
import { orAbort } from './or-abort.ts';
import { WorkerPool } from './worker-pool.ts';

/** What a pool is made of. */
export interface JobPoolOptions<Jobs extends JobTypes<Jobs>, Shared> {
  /** The script of the workers: it declares `archiveWorker.serve(port)`, which calls `serveJobs` with `createJobs`. */
  readonly workerSource: string;
  /** What all jobs share, such as a compiled module: asked for before each job, cloned to every worker. */
  readonly prepare: () => Promise<Shared>;
  /** Makes the jobs from what they share, for those that run on the calling thread. */
  readonly createJobs: (shared: Shared) => JobFunctions<Jobs>;
  /** Whether an input is so small that a worker would cost more than the job. @default none is */
  readonly isSmall?: Partial<SmallnessTests<Jobs>>;
  /**
   * How many workers run at most; 0 runs everything on the calling thread, as it is where there are no workers.
   * @default what the machine can run at once
   */
  readonly workers?: number;
}

type SmallnessTests<Jobs extends JobTypes<Jobs>> = {
  readonly [Name in keyof Jobs]: (input: Jobs[Name]['input']) => boolean;
};

/** A pool that starts nothing before it is warmed or has a job. */
export function createJobPool<Jobs extends JobTypes<Jobs>, Shared>(
  options: JobPoolOptions<Jobs, Shared>,
): JobPool<Jobs> {
  return new WorkerJobPool(options);
}

class WorkerJobPool<Jobs extends JobTypes<Jobs>, Shared> implements JobPool<Jobs> {
  readonly parallelism: number;
  readonly #options: JobPoolOptions<Jobs, Shared>;
  readonly #isSmall: Partial<SmallnessTests<Jobs>>;
  readonly #workers: WorkerPool | undefined;
  #inline: JobFunctions<Jobs> | undefined;
  #closed = false;

  constructor(options: JobPoolOptions<Jobs, Shared>) {
    const available = parallelism();
    const { workers = available, workerSource } = options;
    if (!Number.isSafeInteger(workers) || workers < 0) {
      throw new DeltaGliderError('INVALID_ARGUMENT', `${workers} is not a number of workers.`);
    }
    this.parallelism = available === 0 ? 0 : workers;
    this.#options = options;
    this.#isSmall = options.isSmall ?? {};
    this.#workers =
      this.parallelism === 0 ? undefined : new WorkerPool(workerSource, this.parallelism);
  }

  warm(): void {
    this.#workers?.warm();
    // A failure shows again, and is thrown, where it is needed.
    this.#options.prepare().catch(() => undefined);
  }

  async run<Name extends keyof Jobs & string>(
    name: Name,
    input: Jobs[Name]['input'],
    options: JobOptions,
  ): Promise<Jobs[Name]['output']> {
    options.signal?.throwIfAborted();
    if (this.#closed) throw new DeltaGliderError('INVALID_ARGUMENT', 'The codec is closed.');
    if (this.#isSmall[name]?.(input) === true) {
      return await this.#runInline(name, input, options.signal);
    }
    if (this.#workers !== undefined) {
      const { prepare } = this.#options;
      return await runInWorker(this.#workers, { name, input, prepare }, options);
    }
    // Timers and sockets have their turn before each: these jobs are nothing but computing.
    await orAbort(new Promise((resolve) => setTimeout(resolve, 0)), options.signal);
    return await this.#runInline(name, input, options.signal);
  }

  close(): void {
    this.#closed = true;
    this.#workers?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  async #runInline<Name extends keyof Jobs & string>(
    name: Name,
    input: Jobs[Name]['input'],
    signal: AbortSignal | undefined,
  ): Promise<Jobs[Name]['output']> {
    const { prepare, createJobs } = this.#options;
    const shared = await orAbort(prepare(), signal);
    this.#inline ??= createJobs(shared);
    const [output] = await orAbort(Promise.resolve(this.#inline[name](input)), signal);
    return output;
  }
}

/** Runs a job in a worker of the pool. */
async function runInWorker(pool: WorkerPool, job: Job, options: JobOptions): Promise<unknown> {
  const reply = await pool.lend(options.signal, (loan) => exchange(loan, job, options));
  if (reply.type === 'failed') throw fromThrown(reply.thrown);
  return reply.output;
}
