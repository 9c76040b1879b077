import { DeflateMemoryError, SECTION, type DeflateInstance } from './deflate-instance.ts';
import { openChunk, StructureMismatch, type RebuildItem } from './rebuild-chunk.ts';

/** A parsed chunk with what surrounds it; bits and phase play no part here. */
export type ShortenItem = Omit<RebuildItem, 'phase' | 'bits'>;

export interface ShortStructure {
  readonly steps: Uint8Array;
  readonly distances: Uint8Array;
}

/** Levels in the order in which they are likely. */
const LEVELS = [9, 6, 1, 5, 8, 7, 4, 3, 2];
/** zlib's own hash, and those of the builds that Node 18 and later, and Node 12 to 16, bring. */
const HASHES = [0, 2, 1];
const HASH_SHIFT = 4;

/** What is looked at of a stream, and how many wrong symbols in it end a try, or make a model useless. */
const SAMPLE_SYMBOLS = 20_000;
const MOST_MISSES = 64;

/** Begins to remember a reference's structure; `stepsSize` is the size of all of its steps, in bytes. */
export function openFilter({ exports }: DeflateInstance, stepsSize: number): void {
  const bits = Math.min(Math.max(Math.ceil(Math.log2(stepsSize * 8 + 1)), 16), 29);
  if (exports.filter_open(bits) === 0) throw new DeflateMemoryError();
}

/** Remembers a part of a reference's structure. */
export function addToFilter(instance: DeflateInstance, { steps, distances }: ShortStructure): void {
  instance.give(SECTION.steps, steps);
  instance.give(SECTION.distances, distances);
  if (instance.exports.filter_add_chunk() === 0) throw new StructureMismatch();
}

/** The model that gets most of a chunk's first symbols right; 0 where none gets nearly all of them. */
export function findModel(
  instance: DeflateInstance,
  item: ShortenItem,
  likely: readonly number[],
): number {
  openChunk(instance, item);
  let best = { model: 0, misses: MOST_MISSES };
  const candidates = HASHES.flatMap((hash) => LEVELS.map((level) => (hash << HASH_SHIFT) | level));
  for (const model of new Set([...likely, ...candidates])) {
    // The sections stay where they are.
    instance.exports.chunk_open(item.prefixSize, item.chunkSize, model);
    const misses = instance.exports.count_misses(SAMPLE_SYMBOLS, best.misses);
    if (misses < best.misses) best = { model, misses };
    if (misses === 0) break;
  }
  return best.model;
}

/**
 * The chunk's structure without what can be derived. What the remembered reference has is kept, as far as copying it
 * takes no more than `budget` bytes of a delta.
 */
export function shortenChunk(
  instance: DeflateInstance,
  item: ShortenItem,
  budget: number,
): ShortStructure {
  const { exports } = instance;
  openChunk(instance, item);
  const status = exports.shorten_chunk(budget);
  if (status !== 0) throw status === 1 ? new StructureMismatch() : new DeflateMemoryError();
  const section = (number: number): Uint8Array =>
    instance.copy(exports.short_section(number), exports.short_section_size(number));
  return { steps: section(1), distances: section(2) };
}
