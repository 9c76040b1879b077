import type { RebuildItem } from './rebuild-chunk.ts';

/** Buffers are made in steps of this, so that they serve again. */
const STEP = 256 * 1024;

/** Items of one job, and the one buffer that holds all of their bytes. */
export interface PackedItems {
  readonly items: readonly RebuildItem[];
  readonly buffer: ArrayBuffer;
}

/**
 * Copies what the items hold into one buffer, which can be given away as it is: of a view that is cloned, all of what it
 * is a view of is copied.
 * @param spare used where it is large enough
 */
export function packItems(items: readonly RebuildItem[], spare?: ArrayBuffer): PackedItems {
  let size = 0;
  for (const { content, blocks, steps, distances } of items) {
    size += content.length + blocks.length + steps.length + distances.length;
  }
  const fits = spare !== undefined && spare.byteLength >= size;
  const buffer = fits ? spare : new ArrayBuffer(Math.ceil(size / STEP) * STEP);
  let offset = 0;
  const packed = (bytes: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(buffer, offset, bytes.length);
    copy.set(bytes);
    offset += bytes.length;
    return copy;
  };
  return {
    buffer,
    items: items.map((item) => ({
      ...item,
      content: packed(item.content),
      blocks: packed(item.blocks),
      steps: packed(item.steps),
      distances: packed(item.distances),
    })),
  };
}
