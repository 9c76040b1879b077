import { DeltaGliderError } from '@deltaglider/core';
import { spawnWorker } from '#platform';
import type { WorkerHandle } from './platform/worker-handle.ts';
import { Semaphore } from './semaphore.ts';
import { WORKER_SOURCE } from './worker-source.generated.ts';

/** Workers up to a number, started when needed, kept while idle, lent to one job at a time. */
export class WorkerPool {
  readonly #turns: Semaphore;
  readonly #idle = new Set<WorkerHandle>();
  #closed = false;
  #started = false;

  constructor(limit: number) {
    this.#turns = new Semaphore(limit);
  }

  /** Starts the first worker, so that the first job need not wait for it. */
  warm(): void {
    if (!this.#started && !this.#closed) this.#keep(this.#spawn());
  }

  /** A worker of one's own until it is released; in order of asking. */
  async acquire(signal: AbortSignal | undefined): Promise<WorkerHandle> {
    await this.#turns.acquire(signal);
    try {
      const worker = this.#takeIdle() ?? this.#spawn();
      worker.hold(true);
      return worker;
    } catch (error) {
      this.#turns.release();
      throw error;
    }
  }

  /** Takes a worker back; one that is not reusable is terminated, and another takes its place when needed. */
  release(worker: WorkerHandle, reusable: boolean): void {
    if (reusable && !this.#closed) {
      worker.hold(false);
      this.#keep(worker);
    } else {
      worker.terminate();
    }
    this.#turns.release();
  }

  /** Terminates idle workers now and lent ones when they come back; nobody gets one any more. */
  close(): void {
    this.#closed = true;
    for (const worker of this.#idle) worker.terminate();
    this.#idle.clear();
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

  #takeIdle(): WorkerHandle | undefined {
    const [worker] = this.#idle;
    if (worker !== undefined) this.#idle.delete(worker);
    return worker;
  }

  #spawn(): WorkerHandle {
    if (this.#closed) throw new DeltaGliderError('INVALID_ARGUMENT', 'The codec is closed.');
    this.#started = true;
    const worker = spawnWorker(WORKER_SOURCE);
    if (worker === undefined) {
      throw new DeltaGliderError('UNSUPPORTED', 'This platform has no workers.');
    }
    return worker;
  }
}
