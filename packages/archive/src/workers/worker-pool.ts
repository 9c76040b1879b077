import { DeltaGliderError } from '@deltaglider/core';
import { spawnWorker } from '#platform';
import type { WorkerHandle } from './platform/worker-handle.ts';
import { Semaphore } from './semaphore.ts';

/** Workers up to a number, started when needed, kept while idle, lent to one job at a time. */
export class WorkerPool {
  readonly #source: string;
  readonly #turns: Semaphore;
  readonly #idle = new Set<WorkerHandle>();
  #closed = false;
  #started = false;

  constructor(source: string, limit: number) {
    this.#source = source;
    this.#turns = new Semaphore(limit);
  }

  /** Starts the first worker, so that the first job need not wait for it. */
  warm(): void {
    if (!this.#started && !this.#closed) this.#keep(this.#spawn());
  }

  /** Lends a worker to `use`, in order of asking. One that `use` does not call reusable is terminated. */
  async lend<T>(signal: AbortSignal | undefined, use: (loan: Loan) => Promise<T>): Promise<T> {
    await this.#turns.acquire(signal);
    try {
      const loan = { worker: this.#take(), isReusable: false };
      try {
        return await use(loan);
      } finally {
        this.#takeBack(loan);
      }
    } finally {
      this.#turns.release();
    }
  }

  /** Terminates idle workers now and lent ones when they come back; nobody gets one any more. */
  close(): void {
    this.#closed = true;
    for (const worker of this.#idle) worker.terminate();
    this.#idle.clear();
  }

  #take(): WorkerHandle {
    const [idle] = this.#idle;
    if (idle !== undefined) this.#idle.delete(idle);
    const worker = idle ?? this.#spawn();
    worker.hold(true);
    return worker;
  }

  #takeBack({ worker, isReusable }: Loan): void {
    if (!isReusable || this.#closed) {
      worker.listen(undefined);
      worker.terminate();
      return;
    }
    worker.hold(false);
    this.#keep(worker);
  }

  #keep(worker: WorkerHandle): void {
    worker.listen({
      reply: () => undefined,
      died: () => {
        this.#idle.delete(worker);
      },
    });
    this.#idle.add(worker);
  }

  #spawn(): WorkerHandle {
    if (this.#closed) throw new DeltaGliderError('INVALID_ARGUMENT', 'The codec is closed.');
    this.#started = true;
    const worker = spawnWorker(this.#source);
    if (worker === undefined) {
      throw new DeltaGliderError('UNSUPPORTED', 'This platform has no workers.');
    }
    return worker;
  }
}

/** A worker of one's own, and whether it holds nothing of the job any more. */
export interface Loan {
  readonly worker: WorkerHandle;
  isReusable: boolean;
}
