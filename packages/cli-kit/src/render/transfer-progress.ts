import type { TransferEvent, TransferTask } from '@deltaglider/sdk';

/** Where a run stands. Sizes are bytes. */
export interface TransferProgress {
  readonly transfers: number;
  readonly finished: number;
  /** Of all that is planned so far. */
  readonly totalBytes: number;
  /** Logical bytes that are done. */
  readonly doneBytes: number;
  /** Logical bytes of finished uploads and copies, and what they take in the store. */
  readonly putBytes: number;
  readonly storedBytes: number;
  /** False while more may be found. */
  readonly complete: boolean;
}

/** Adds events up. */
export class TransferProgressTracker {
  readonly #running = new Map<TransferTask, number>();
  #state = {
    transfers: 0,
    finished: 0,
    totalBytes: 0,
    doneBytes: 0,
    putBytes: 0,
    storedBytes: 0,
    complete: false,
  };

  get progress(): TransferProgress {
    let running = 0;
    for (const bytes of this.#running.values()) running += bytes;
    return { ...this.#state, doneBytes: this.#state.doneBytes + running };
  }

  add(event: TransferEvent): void {
    const state = this.#state;
    if (event.type === 'planned') {
      const { transfers, bytes: totalBytes, complete } = event;
      this.#state = { ...state, transfers, totalBytes, complete };
    } else if (event.type === 'progress') {
      this.#running.set(event.task, event.bytes);
    } else if (event.type === 'result' || event.type === 'skipped' || event.type === 'error') {
      this.#running.delete(event.task);
      // What planning refused was never among what is to be done.
      state.finished = Math.min(state.finished + 1, state.transfers);
      state.doneBytes += event.task.size;
      if (event.type === 'result' && event.put !== undefined) {
        state.putBytes += event.put.size;
        state.storedBytes += event.put.storedSize + event.put.referenceSize;
      }
    }
  }
}
