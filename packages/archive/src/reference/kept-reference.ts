import type { ExpandedReference } from './expanded-reference.ts';
import type { Shared } from './shared.ts';

/** Holds on to the last expanded reference: the next call will most likely need it again. */
export class KeptReference {
  #kept: Shared<ExpandedReference> | undefined;
  #closed = false;

  /** The one that is kept, for a user more, where it is as asked for. */
  find(isWanted: (reference: ExpandedReference) => boolean): Shared<ExpandedReference> | undefined {
    return this.#kept !== undefined && isWanted(this.#kept.value) ? this.#kept.retain() : undefined;
  }

  /** Keeps this one instead. */
  async keep(reference: Shared<ExpandedReference>): Promise<void> {
    const before = this.#kept;
    if (before === reference || this.#closed) return;
    this.#kept = reference.retain();
    await before?.release();
  }

  /** Keeps nothing from now on. */
  async close(): Promise<void> {
    const before = this.#kept;
    this.#closed = true;
    this.#kept = undefined;
    await before?.release();
  }
}
