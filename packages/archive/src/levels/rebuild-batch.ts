import type { StreamPlan } from '../plan/level-plan.ts';
import type { RebuildItem } from '../deflate/rebuild-chunk.ts';

/** What stands in the source: bytes as they are, a run to be rebuilt, or the end of a stream. */
export type Part =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'chunk'; readonly item: RebuildItem }
  | { readonly type: 'end'; readonly stream: StreamPlan };

/** Parts that are worked on in one go. */
export interface Batch {
  readonly parts: readonly Part[];
}

/** Large enough that a worker is worth its while. */
const BATCH_SIZE = 256 * 1024;

/** Gathers parts, in their order. */
export class BatchBuilder {
  #parts: Part[] = [];
  #size = 0;

  add(part: Part): void {
    this.#parts.push(part);
    if (part.type === 'bytes') this.#size += part.bytes.length;
    // A part costs something, however little it holds.
    else this.#size += 256 + (part.type === 'chunk' ? part.item.content.length : 0);
  }

  get isFull(): boolean {
    return this.#size >= BATCH_SIZE;
  }

  /** What was gathered; then it begins anew. */
  take(): Batch {
    const parts = this.#parts;
    this.#parts = [];
    this.#size = 0;
    return { parts };
  }
}
