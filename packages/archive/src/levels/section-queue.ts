import type { RebuildItem } from '../deflate/rebuild-chunk.ts';
import type { ShortStructure } from '../deflate/shorten-chunk.ts';
import type { ChunkPlan } from '../plan/level-plan.ts';
import { Spool, type Room } from '../streams/spool.ts';
import type { Shortener, StructureSections } from './stream-tools.ts';

/** Large enough that a worker is worth its while. */
const BATCH_SIZE = 256 * 1024;

/** The plan of a run, once its sections are put aside. */
export interface PlannedChunk {
  plan: ChunkPlan | undefined;
}

/** A run whose sections are to be put aside: nobody else may hold on to its bytes. */
export interface QueuedChunk {
  readonly item: RebuildItem;
  readonly planned: PlannedChunk;
}

export interface SectionQueueOptions {
  readonly room: Room;
  /** Leaves the structure as it is where there is none. */
  readonly shortener: Shortener | undefined;
  /** Batches that are worked on at once. */
  readonly parallelism: number;
}

/** Puts the structure of runs aside, in their order, shortened on the way. */
export class SectionQueue {
  readonly blocks: Spool;
  readonly steps: Spool;
  readonly distances: Spool;
  readonly #options: SectionQueueOptions;
  #batch: QueuedChunk[] = [];
  #size = 0;
  #working: { chunks: QueuedChunk[]; shortened: Promise<readonly ShortStructure[]> }[] = [];

  constructor(options: SectionQueueOptions) {
    this.#options = options;
    this.blocks = new Spool(options.room);
    this.steps = new Spool(options.room);
    this.distances = new Spool(options.room);
  }

  /** Bytes that are put aside, or will be at most. */
  get size(): number {
    return this.blocks.size + this.steps.size + this.distances.size;
  }

  async push(chunk: QueuedChunk): Promise<void> {
    if (this.#options.shortener === undefined) {
      await this.#put(chunk, chunk.item);
      return;
    }
    this.#batch.push(chunk);
    this.#size += 256 + chunk.item.content.length;
    if (this.#size >= BATCH_SIZE) await this.#begin();
  }

  /** Waits for what is in work. */
  async drain(): Promise<void> {
    if (this.#batch.length > 0) await this.#begin();
    while (this.#working.length > 0) await this.#settle();
  }

  /** The sections, of all that was pushed and of other queues that were appended. */
  async finish(): Promise<FinishedSections> {
    await this.drain();
    const blocks = await this.blocks.finish();
    const steps = await this.steps.finish();
    const distances = await this.distances.finish();
    return { blocks, steps, distances, close: () => this.close() };
  }

  /** Frees the room; idempotent. */
  async close(): Promise<void> {
    const working = this.#working;
    this.#working = [];
    await Promise.allSettled(working.map(({ shortened }) => shortened));
    await Promise.all([this.blocks.close(), this.steps.close(), this.distances.close()]);
  }

  async #begin(): Promise<void> {
    const { shortener, room, parallelism } = this.#options;
    const chunks = this.#batch;
    this.#batch = [];
    this.#size = 0;
    const items = chunks.map(({ item }) => item);
    const shortened = shortener?.shorten(items, room.signal) ?? Promise.resolve(items);
    // It is looked at in its turn.
    shortened.catch(() => undefined);
    this.#working.push({ chunks, shortened });
    if (this.#working.length > parallelism) await this.#settle();
  }

  async #settle(): Promise<void> {
    const first = this.#working[0];
    if (first === undefined) return;
    const shortened = await first.shortened;
    this.#working.shift();
    for (const [index, chunk] of first.chunks.entries()) {
      await this.#put(chunk, shortened[index] ?? chunk.item);
    }
  }

  async #put(chunk: QueuedChunk, { steps, distances }: ShortStructure): Promise<void> {
    const { blocks, chunkSize, bits } = chunk.item;
    chunk.planned.plan = {
      expandedSize: chunkSize,
      bits,
      blocks: blocks.length,
      steps: steps.length,
      distances: distances.length,
    };
    await this.blocks.push(blocks);
    await this.steps.push(steps);
    await this.distances.push(distances);
  }
}

/** The sections of a level; close them to free their room. */
export interface FinishedSections extends StructureSections {
  close(): Promise<void>;
}
