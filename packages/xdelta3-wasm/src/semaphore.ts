import { orAbort } from './abort.ts';

/** Lets a number of holders in at a time, in order of asking. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

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
    this.#waiting.push(wake);
    try {
      await orAbort(turn, signal);
    } catch (error) {
      const index = this.#waiting.indexOf(wake);
      if (index >= 0) this.#waiting.splice(index, 1);
      // The turn had just come: it goes to the next.
      else this.release();
      throw error;
    }
  }

  /** Ends a turn. */
  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
