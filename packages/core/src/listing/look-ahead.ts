import { compareUtf8 } from '../bytes/compare-utf8.ts';
import type { DescribedEntry } from './describe-entries.ts';

/** A window on the rows to come, in physical order. */
export class LookAhead {
  readonly #rows: AsyncIterator<DescribedEntry>;
  readonly #window: number;
  readonly #waiting: DescribedEntry[] = [];
  #ended = false;

  constructor(rows: AsyncIterable<DescribedEntry>, window: number) {
    this.#rows = rows[Symbol.asyncIterator]();
    this.#window = window;
  }

  /** The next row; `undefined` at the end. */
  async shift(): Promise<DescribedEntry | undefined> {
    if (this.#waiting.length === 0) await this.#pull();
    return this.#waiting.shift();
  }

  /** The row with this key, `undefined` when there is none to come, `'beyond'` when the window ends before it. */
  async find(physicalKey: string): Promise<DescribedEntry | 'beyond' | undefined> {
    while (!this.#reaches(physicalKey)) {
      if (this.#waiting.length >= this.#window) return 'beyond';
      await this.#pull();
    }
    return this.#waiting.find((row) => row.physicalKey === physicalKey);
  }

  async close(): Promise<void> {
    await this.#rows.return?.();
  }

  #reaches(physicalKey: string): boolean {
    const last = this.#waiting.at(-1);
    return this.#ended || (last !== undefined && compareUtf8(last.physicalKey, physicalKey) >= 0);
  }

  async #pull(): Promise<void> {
    if (this.#ended) return;
    const next = await this.#rows.next();
    if (next.done === true) this.#ended = true;
    else this.#waiting.push(next.value);
  }
}
