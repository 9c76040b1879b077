import { SECTION, type DeflateInstance } from './deflate-instance.ts';

/** A part of a deflate stream, as it is to be written again. */
export interface RebuildItem {
  /** Up to 32,768 bytes that stand before the chunk in its stream, the chunk, and up to 1,024 that follow it. */
  readonly content: Uint8Array;
  readonly prefixSize: number;
  readonly chunkSize: number;
  readonly blocks: Uint8Array;
  readonly steps: Uint8Array;
  readonly distances: Uint8Array;
  /** What model runs of its steps are by; 0 for none. */
  readonly model: number;
  /** How many bits of the stream it takes. */
  readonly bits: number;
  /** How many bits of its first byte are of what stands before it, 0 to 7. */
  readonly phase: number;
}

/** The most bytes before and behind a chunk that its restoring may look at. */
export const PREFIX_SIZE = 32_768;
export const LOOKAHEAD_SIZE = 1024;

const NO_ROOM = 2;

/** What was stored of a stream does not belong to what it inflates to. */
export class StructureMismatch extends Error {
  constructor() {
    super('The structure of a deflate stream does not fit its content.');
    this.name = 'StructureMismatch';
  }
}

/**
 * The bytes that hold the chunk's bits; bits of the first and the last one that are not its own are zero.
 * @throws StructureMismatch; RangeError where there is not enough memory
 */
export function rebuildChunk(instance: DeflateInstance, item: RebuildItem): Uint8Array {
  const { prefixSize, chunkSize, phase, bits } = item;
  if (prefixSize + chunkSize > item.content.length) throw new StructureMismatch();
  const size = Math.ceil((phase + bits) / 8);
  // A block has three bits, and no symbol is longer than 48: a structure cannot ask for more than this.
  if (size > chunkSize * 8 + item.blocks.length * 8 + 64) throw new StructureMismatch();
  const output = instance.room(SECTION.output, size);
  openChunk(instance, item);
  const status = instance.exports.rebuild_chunk(phase, bits);
  if (status === NO_ROOM) throw new RangeError('There is not enough memory for a block.');
  if (status !== 0) throw new StructureMismatch();
  return instance.copy(output, size);
}

/** Puts a chunk where the instance expects it. */
export function openChunk(
  instance: DeflateInstance,
  item: Omit<RebuildItem, 'phase' | 'bits'>,
): void {
  instance.give(SECTION.content, item.content);
  instance.give(SECTION.blocks, item.blocks);
  instance.give(SECTION.steps, item.steps);
  instance.give(SECTION.distances, item.distances);
  instance.exports.chunk_open(item.prefixSize, item.chunkSize, item.model);
}
