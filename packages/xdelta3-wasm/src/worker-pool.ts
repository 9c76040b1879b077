import { DeltaGliderError } from '@deltaglider/core';
import { spawnWorker } from '#platform';
import type { Job } from './engine/job.ts';
import type { WorkerHandle } from './platform/worker-handle.ts';
import { Semaphore } from './semaphore.ts';
import { WORKER_SOURCE } from './worker-source.generated.ts';
import { NO_MEMORY, type WorkerMemory } from './worker/messages.ts';

/** A worker that has let go of more is not kept: memory of WebAssembly is only given back for sure with it. */
const MOST_DROPPED = 64 * 1024 * 1024;

/** Idle workers together hold no more for later jobs; all of it is given back when nobody came for so long. */
const MOST_KEPT = 512 * 1024 * 1024;
const KEPT_MILLISECONDS = 30_000;

/** Workers up to a number, started when needed, kept while idle, lent to one job at a time. */
export class WorkerPool {
  readonly #limit: number;
  readonly #turns: Semaphore;
  /** What they hold for later jobs; the one that came back first is first. */
  readonly #idle = new Map<WorkerHandle, WorkerMemory>();
  #lent = 0;
  #closed = false;
  #started = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(limit: number) {
    this.#limit = limit;
    this.#turns = new Semaphore(limit);
  }

  /** Starts the first worker, so that the first job need not wait for it. */
  warm(): void {
    if (!this.#started && !this.#closed) this.#keep(this.#spawn(), NO_MEMORY);
  }

  /** A worker of one's own until it is released; in order of asking. */
  async acquire(job: Job, signal: AbortSignal | undefined): Promise<WorkerHandle> {
    await this.#turns.acquire(signal);
    try {
      const worker = this.#takeIdle(job) ?? this.#spawn();
      worker.hold(true);
      this.#lent += 1;
      return worker;
    } catch (error) {
      this.#turns.release();
      throw error;
    }
  }

  /** Takes a worker back, with what it said of its memory; one that was stopped within its job is terminated. */
  release(worker: WorkerHandle, memory: WorkerMemory | undefined): void {
    this.#lent -= 1;
    if (memory !== undefined && memory.dropped <= MOST_DROPPED && !this.#closed) {
      worker.hold(false);
      this.#keep(worker, memory);
      this.#limitKept();
    } else {
      worker.terminate();
    }
    this.#turns.release();
  }

  /** Terminates idle workers now and lent ones when they come back; nobody gets one any more. */
  close(): void {
    this.#closed = true;
    this.#terminateIdle(() => true);
  }

  #keep(worker: WorkerHandle, memory: WorkerMemory): void {
    worker.listen({
      reply: () => undefined,
      died: () => {
        this.#idle.delete(worker);
      },
    });
    this.#idle.set(worker, memory);
  }

  /**
   * The one that holds what the job can begin with. An encoder is large: with one of its own, a worker need not give up
   * its decoders for it. Other jobs go where one was last.
   */
  #takeIdle(job: Job): WorkerHandle | undefined {
    const idle = [...this.#idle].toReversed();
    const mayStart = this.#idle.size + this.#lent < this.#limit;
    const [worker] =
      idle.find(([, memory]) => isReady(memory, job)) ??
      idle.find(([, { kept }]) => kept === 0) ??
      (job.direction === 'encode' && mayStart ? [] : (idle[0] ?? []));
    if (worker !== undefined) this.#idle.delete(worker);
    return worker;
  }

  #limitKept(): void {
    let kept = 0;
    for (const memory of this.#idle.values()) kept += memory.kept;
    for (const [worker, memory] of this.#idle) {
      if (kept <= MOST_KEPT) break;
      kept -= memory.kept;
      this.#terminate(worker);
    }
    clearTimeout(this.#timer);
    if (kept === 0) return;
    this.#timer = setTimeout(() => {
      this.#terminateIdle((memory) => memory.kept > 0);
    }, KEPT_MILLISECONDS);
    unref(this.#timer);
  }

  #terminateIdle(matches: (memory: WorkerMemory) => boolean): void {
    clearTimeout(this.#timer);
    for (const [worker, memory] of this.#idle) {
      if (matches(memory)) this.#terminate(worker);
    }
  }

  #terminate(worker: WorkerHandle): void {
    this.#idle.delete(worker);
    worker.terminate();
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

function isReady({ names, hasEncoder }: WorkerMemory, { direction, referenceId }: Job): boolean {
  if (direction === 'encode') return hasEncoder;
  return referenceId !== undefined && names.includes(referenceId);
}

/** Node's timers would keep the process; a browser's are numbers. */
function unref(timer: unknown): void {
  (timer as { readonly unref?: () => void }).unref?.();
}
