import type { Engine } from '../engine.ts';
import type { ListedMeaning, MeantRow } from '../ports/listing-cache-port.ts';
import type { ListedObject } from '../ports/storage-port.ts';
import { mayChangeUnseen } from './may-change-unseen.ts';

/** Rows that are remembered together. */
const BATCH = 1000;

/** What one listing has from earlier ones, and leaves to later ones. Trouble with the cache costs requests only. */
export class ListingMemory {
  readonly #engine: Engine;
  readonly #bucket: string;
  #isUsable: boolean;
  #learned: MeantRow[] = [];

  constructor(engine: Engine, bucket: string) {
    this.#engine = engine;
    this.#bucket = bucket;
    this.#isUsable = engine.listingCache !== undefined;
  }

  /** What is known of these rows, in their order. */
  async recall(rows: readonly ListedObject[]): Promise<readonly (ListedMeaning | undefined)[]> {
    const { listingCache } = this.#engine;
    if (listingCache === undefined || !this.#isUsable || rows.length === 0) return [];
    try {
      return await listingCache.find(this.#bucket, rows);
    } catch (error) {
      this.#giveUp(error);
      return [];
    }
  }

  /** Takes note of what the store has just told of this very version of the row. */
  async learn(entry: MeantRow): Promise<void> {
    if (!this.#isUsable || mayChangeUnseen(entry.row, this.#engine.clock())) return;
    this.#learned.push(entry);
    if (this.#learned.length >= BATCH) await this.flush();
  }

  /** Hands what was learned to the cache. */
  async flush(): Promise<void> {
    const learned = this.#learned;
    this.#learned = [];
    if (learned.length === 0 || !this.#isUsable) return;
    try {
      await this.#engine.listingCache?.add(this.#bucket, learned);
    } catch (error) {
      this.#giveUp(error);
    }
  }

  #giveUp(error: unknown): void {
    this.#isUsable = false;
    this.#engine.observe({ type: 'listing-cache-failed', bucket: this.#bucket, error });
  }
}
