import { classify, directoryOf, REFERENCE_NAME, type Engine } from '@deltaglider/core';
import type { ReadBudget } from './read-budget.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { VerifyJournal } from './verify-journal.ts';
import type { VerifyObserver } from './verify-options.ts';
import { verifyReference } from './verify-reference.ts';

export interface ReferencesOptions {
  readonly engine: Engine;
  readonly bucket: string;
  readonly budget: ReadBudget;
  readonly journal?: VerifyJournal | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly report: VerifyObserver;
}

/** The references of a run, each of which is read once at most, before the deltas that need it. */
export class References {
  readonly #options: ReferencesOptions;
  /** By physical key: whether there is room to read the deltas. */
  readonly #checks = new Map<string, Promise<boolean>>();

  constructor(options: ReferencesOptions) {
    this.#options = options;
  }

  /**
   * Checks the reference beside a delta, unless that has been done. Resolves to whether deltas can be read, as far
   * as the budget goes: what is wrong with the reference shows again in each of them.
   */
  async need(deltaKey: string): Promise<boolean> {
    return await this.#once(directoryOf(deltaKey) + REFERENCE_NAME, false);
  }

  /** Checks a reference that the listing shows, unless the journal has it or a delta has needed it. */
  async pass(key: string): Promise<void> {
    await this.#once(key, true);
  }

  async #once(key: string, mayBeSkipped: boolean): Promise<boolean> {
    const known = this.#checks.get(key);
    if (known !== undefined) return await known;
    const check = this.#check(key, mayBeSkipped);
    this.#checks.set(key, check);
    return await check;
  }

  async #check(key: string, mayBeSkipped: boolean): Promise<boolean> {
    const { engine, bucket, budget, journal, signal, report } = this.#options;
    const address = { bucket, key };
    const kind = 'reference';
    try {
      const stored = await engine.storage.head(address, { signal });
      const classified = stored && classify(stored);
      // What is there instead is an object like others; each delta tells whether its reference is elsewhere.
      if (classified?.kind !== 'reference' && classified?.kind !== 'damaged') return true;
      if (stored === undefined) return true;
      const { size, etag, lastModified } = stored;
      const entry: JournalEntry = { kind, key, size, storedSize: size, etag, lastModified };
      if (mayBeSkipped && journal?.has(entry) === true) {
        // A delta that comes later reads it all the same.
        this.#checks.delete(key);
        return true;
      }
      if (!budget.take(size)) {
        report({ type: 'left', kind, address, size });
        return false;
      }
      const result = await verifyReference(engine, { address, stored, classified, signal });
      if (result.valid) await journal?.add(entry);
      report({ type: 'verified', kind, result });
    } catch (error) {
      signal?.throwIfAborted();
      report({ type: 'error', kind, address, error });
    }
    return true;
  }
}
