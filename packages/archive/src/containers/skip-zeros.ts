import type { Region } from './found-stream.ts';
import type { WindowReader } from './window-reader.ts';

/** Padding up to a block of a tape; behind more of it nothing is looked for. */
const MOST_PADDING = 64 * 1024;
const STEP = 4096;

/** Where the zeros at the beginning of the region end, or where they become too many. */
export async function skipZeros(reader: WindowReader, { offset, size }: Region): Promise<number> {
  const end = offset + Math.min(size, MOST_PADDING);
  for (let position = offset; position < end;) {
    const piece = await reader.read(position, Math.min(STEP, end - position));
    const other = piece.findIndex((byte) => byte !== 0);
    if (other >= 0) return position + other;
    if (piece.length === 0) return position;
    position += piece.length;
  }
  return end;
}
