import { compareUtf8 } from '../bytes/compare-utf8.ts';
import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { ListingRow } from './listing-row.ts';

/** Rows that were passed and not yet dropped. */
const SLACK = 1000;

/** A window on the rows to come, in physical order. */
export class RowWindow {
  readonly #pages: AsyncIterator<readonly ListingRow[]>;
  readonly #limit: number;
  #rows: ListingRow[] = [];
  #passed = 0;
  /** Of what may be a delta. */
  readonly #byKey = new Map<string, ListingRow>();
  #isEnded = false;

  /** `limit`: rows that may wait in memory, one page more or less. */
  constructor(pages: AsyncIterable<readonly ListingRow[]>, limit: number) {
    this.#pages = pages[Symbol.asyncIterator]();
    this.#limit = limit;
  }

  /** The next row; `undefined` at the end. */
  async shift(): Promise<ListingRow | undefined> {
    while (this.#waiting === 0 && !this.#isEnded) await this.#pull();
    const row = this.at(0);
    if (row === undefined) return undefined;
    this.#byKey.delete(row.row.key);
    this.#passed++;
    if (this.#passed > SLACK) {
      this.#rows = this.#rows.slice(this.#passed);
      this.#passed = 0;
    }
    return row;
  }

  /** The row that comes after `index` others, when it is in memory. */
  at(index: number): ListingRow | undefined {
    return this.#rows[this.#passed + index];
  }

  /** The possible delta of this key; `undefined` when none is to come, `'beyond'` when the window ends before it. */
  async find(physicalKey: string): Promise<ListingRow | 'beyond' | undefined> {
    while (!this.#reaches(physicalKey)) {
      if (this.#waiting >= this.#limit) return 'beyond';
      await this.#pull();
    }
    return this.#byKey.get(physicalKey);
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.#pages.return?.();
  }

  get #waiting(): number {
    return this.#rows.length - this.#passed;
  }

  #reaches(physicalKey: string): boolean {
    const last = this.#waiting === 0 ? undefined : this.#rows.at(-1);
    return this.#isEnded || (last !== undefined && compareUtf8(last.row.key, physicalKey) >= 0);
  }

  async #pull(): Promise<void> {
    const next = await this.#pages.next();
    if (next.done === true) {
      this.#isEnded = true;
      return;
    }
    for (const row of next.value) {
      this.#rows.push(row);
      if (row.row.key.endsWith(DELTA_SUFFIX)) this.#byKey.set(row.row.key, row);
    }
  }
}
