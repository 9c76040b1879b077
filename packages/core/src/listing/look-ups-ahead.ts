import type { ListingRow } from './listing-row.ts';
import type { RowWindow } from './row-window.ts';

/**
 * Requests that run ahead of the row whose turn it is: enough to hide a round trip, not enough to be throttled.
 * With those of that row, of a late delta and of a twin they are 32 at once.
 */
const AHEAD = 29;

/** Looks rows up before their turn comes: some of them at once, and no more than that ahead of the consumer. */
export class LookUpsAhead {
  readonly #window: RowWindow;
  readonly #started = new Set<ListingRow>();
  #next = 0;

  constructor(window: RowWindow) {
    this.#window = window;
  }

  /** Starts as many as there is room for; `isDone` tells the keys that need none any more. */
  advance(isDone: (physicalKey: string) => boolean): void {
    while (this.#started.size < AHEAD) {
      const row = this.#window.at(this.#next);
      if (row === undefined) return;
      this.#next++;
      if (!row.takesRequest || isDone(row.row.key)) continue;
      this.#started.add(row);
      void row.describe();
    }
  }

  /** The row has left the window. */
  passed(row: ListingRow): void {
    this.#started.delete(row);
    this.#next = Math.max(0, this.#next - 1);
  }
}
