import { createJobPool } from '../../src/workers/create-job-pool.ts';
import type { JobPool } from '../../src/workers/job.ts';
import { createTestJobs, type TestJobs } from './jobs.ts';

/** A pool as a program has it that never closes it. */
export function poolOf(workerSource: string, workers: number): JobPool<TestJobs> {
  const prepare = async () => ({ factor: 1 });
  return createJobPool({ workerSource, prepare, createJobs: createTestJobs, workers });
}

/** What a pool makes of jobs that pass, that move their bytes, and that fail. */
export async function outcomes(pool: JobPool<TestJobs>): Promise<unknown[]> {
  const options = { signal: undefined };
  const moved = Uint8Array.of(1, 2);
  pool.warm();
  const results = await Promise.all([
    pool.run('sum', Uint8Array.of(3, 4), options),
    pool.run('sum', Uint8Array.of(5, 6), options),
    pool.run('echo', moved, { ...options, transfer: [moved.buffer] }).then((bytes) => bytes.length),
    pool.run('fail', 'class', options).catch((error: unknown) => nameOf(error)),
  ]);
  return [pool.parallelism, ...results];
}

/** Whether a job that takes all memory fails alone. */
export async function survivesExhaustion(pool: JobPool<TestJobs>): Promise<unknown[]> {
  const options = { signal: undefined };
  const failed = await pool.run('exhaust', undefined, options).catch((error: unknown) => error);
  const { message, cause } = failed as Error;
  return [
    message,
    (cause as { code?: string }).code,
    await pool.run('sum', Uint8Array.of(3, 4), options),
  ];
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'no error';
}
