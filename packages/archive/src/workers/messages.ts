import type { ThrownInWorker } from './thrown-in-worker.ts';

/** What a worker is told: one job at a time. */
export interface WorkerRequest {
  readonly name: string;
  readonly input: unknown;
  /** What all jobs share; the worker keeps that of its first job. */
  readonly shared: unknown;
}

/** What a worker says: how the job ended. */
export type WorkerReply =
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly thrown: ThrownInWorker };
