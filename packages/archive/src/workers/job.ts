/** What a job takes and gives. Both cross to a worker and back: structured clones, or buffers that move there. */
interface JobType {
  readonly input: unknown;
  readonly output: unknown;
}

/** What the jobs of a pool take and give, by name. */
export type JobTypes<Jobs> = { readonly [Name in keyof Jobs]: JobType };

/** What a job gives, and the buffers of it that move to the caller instead of being copied. */
export type JobResult<Output> = readonly [output: Output, transfer: readonly ArrayBufferLike[]];

/** The jobs themselves: the same functions in a worker and on the calling thread. */
export type JobFunctions<Jobs extends JobTypes<Jobs>> = {
  readonly [Name in keyof Jobs]: (
    input: Jobs[Name]['input'],
  ) => JobResult<Jobs[Name]['output']> | Promise<JobResult<Jobs[Name]['output']>>;
};

/** How one job is run. */
export interface JobOptions {
  /** Buffers of the input that move to the worker: the caller cannot use them any more. */
  readonly transfer?: readonly ArrayBufferLike[];
  readonly signal: AbortSignal | undefined;
}

/** Runs jobs of CPU work: each in a worker, as many at once as there are workers. */
export interface JobPool<Jobs extends JobTypes<Jobs>> extends AsyncDisposable {
  /** How many jobs run at once in workers; 0 where everything runs on the calling thread. */
  readonly parallelism: number;
  /** Starts a worker and what the jobs share, while the caller still fetches what it will need them for. */
  warm(): void;
  /**
   * What the job gives. Whoever finds all workers busy waits, in order of asking. An abort rejects at once: a
   * running job is ended together with its worker, a waiting one never begins.
   * @throws what the job threw, with its name and properties; DELTA_FAILED where the worker died
   */
  run<Name extends keyof Jobs & string>(
    name: Name,
    input: Jobs[Name]['input'],
    options: JobOptions,
  ): Promise<Jobs[Name]['output']>;
  /** Ends idle workers now and the others after their jobs; no job begins any more. */
  close(): void;
}
