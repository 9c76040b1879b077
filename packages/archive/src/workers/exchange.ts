import { DeltaGliderError } from '@deltaglider/core';
import type { JobOptions } from './job.ts';
import type { WorkerReply } from './messages.ts';
import { orAbort } from './or-abort.ts';
import type { Loan } from './worker-pool.ts';

/** A job as its caller has it. */
export interface Job {
  readonly name: string;
  readonly input: unknown;
  readonly prepare: () => Promise<unknown>;
}

/** Has a lent worker do a job; it is reusable once it has answered. */
export async function exchange(loan: Loan, job: Job, options: JobOptions): Promise<WorkerReply> {
  const { worker } = loan;
  const { name, input, prepare } = job;
  const { transfer = [], signal } = options;
  const reply = new Promise<WorkerReply>((resolve, reject) => {
    const died = (cause: unknown) => {
      reject(workerDied(name, cause));
    };
    worker.listen({ reply: resolve, died });
  });
  // It may die before anyone waits for its reply.
  reply.catch(() => undefined);
  const shared = await orAbort(prepare(), signal);
  worker.post({ name, input, shared }, transfer);
  const answer = await orAbort(reply, signal);
  loan.isReusable = true;
  return answer;
}

function workerDied(name: string, cause: unknown): DeltaGliderError {
  return new DeltaGliderError('DELTA_FAILED', `The worker stopped in the middle of "${name}".`, {
    cause,
    details: { hint: 'Where memory has run out, fewer workers need less of it.' },
  });
}
