import { orAbort } from './or-abort.ts';

/** Lets a number of holders in at a time, in order of asking. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(free: number) {
    this.#free = free;
  }

  /** Waits for a turn; who aborts gives it up. */
  async acquire(signal: AbortSignal | undefined): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    let wake: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      wake = resolve;
    });
    this.#waiting.add(wake);
    try {
      await orAbort(turn, signal);
    } catch (error) {
      // Where the turn had just come, it goes to the next.
      if (!this.#waiting.delete(wake)) this.release();
      throw error;
    }
  }

  /** Ends a turn. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
