import type { MigrationEvent, MigrationScan, MigrationTotals } from './migration-event.ts';
import type { TransferTask } from '../transfers/transfer-task.ts';

/** Adds up where a migration stands. */
export class TotalsTracker {
  readonly #scan: MigrationScan;
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #running = new Map<TransferTask, number>();
  #finished = 0;
  #finishedBytes = 0;
  #putBytes = 0;
  #storedBytes = 0;

  constructor(scan: MigrationScan, now: () => number) {
    this.#scan = scan;
    this.#now = now;
    this.#startedAt = now();
  }

  get elapsedMs(): number {
    return Math.max(0, this.#now() - this.#startedAt);
  }

  get saved(): number | undefined {
    return this.#putBytes === 0 ? undefined : 1 - this.#storedBytes / this.#putBytes;
  }

  /** Where it stands after the event; `undefined` for one that changes nothing. */
  add(event: MigrationEvent): MigrationTotals | undefined {
    if (event.type === 'progress') this.#running.set(event.task, event.bytes);
    else if (event.type === 'result' || event.type === 'error') {
      this.#running.delete(event.task);
      this.#finished += 1;
      this.#finishedBytes += event.task.size;
      if (event.type === 'result' && event.put !== undefined) {
        this.#putBytes += event.put.size;
        this.#storedBytes += event.put.storedSize + event.put.referenceSize;
      }
    } else return undefined;
    return this.#totals();
  }

  #totals(): MigrationTotals {
    let running = 0;
    for (const bytes of this.#running.values()) running += bytes;
    const { objects, bytes } = this.#scan;
    const finishedBytes = this.#finishedBytes + running;
    const { elapsedMs } = this;
    const left = Math.max(0, bytes - finishedBytes);
    return {
      objects,
      finished: this.#finished,
      bytes,
      finishedBytes,
      storedBytes: this.#storedBytes,
      saved: this.saved,
      elapsedMs,
      leftMs: finishedBytes === 0 ? undefined : Math.round((elapsedMs * left) / finishedBytes),
    };
  }
}
