import type { Region } from './found-stream.ts';
import { viewOf } from './little-endian.ts';
import { startsWith } from './starts-with.ts';
import type { WindowReader } from './window-reader.ts';

const MAGIC = [0x1f, 0x8b, 8];
const FIXED_SIZE = 10;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
/** Among them the old mark of encryption. */
const RESERVED_FLAGS = 0xe0;
/** No writer gives a longer name or comment; looking for its end must not cost the whole object. */
const LONGEST_TEXT = 64 * 1024;
const STEP = 4096;

/** Whether a gzip file may begin so. */
export function isGzipStart(head: Uint8Array): boolean {
  return startsWith(head, MAGIC) && ((head[3] ?? RESERVED_FLAGS) & RESERVED_FLAGS) === 0;
}

/** Where the deflate data of the gzip file begins that the region begins with; `undefined` where there is none. */
export async function gzipDataStart(
  reader: WindowReader,
  { offset, size }: Region,
): Promise<number | undefined> {
  const end = offset + size;
  if (size < FIXED_SIZE) return undefined;
  const head = await reader.read(offset, FIXED_SIZE);
  if (head.length < FIXED_SIZE || !isGzipStart(head)) return undefined;
  const flags = head[3] ?? 0;
  let position: number | undefined = offset + FIXED_SIZE;
  if ((flags & FLAG_EXTRA) !== 0) position = await behindExtra(reader, position, end);
  if ((flags & FLAG_NAME) !== 0) position = await behindText(reader, position, end);
  if ((flags & FLAG_COMMENT) !== 0) position = await behindText(reader, position, end);
  if (position !== undefined && (flags & FLAG_HEADER_CRC) !== 0) position += 2;
  return position !== undefined && position < end ? position : undefined;
}

async function behindExtra(
  reader: WindowReader,
  from: number,
  end: number,
): Promise<number | undefined> {
  if (from + 2 > end) return undefined;
  const field = await reader.read(from, 2);
  return field.length < 2 ? undefined : from + 2 + viewOf(field).getUint16(0, true);
}

async function behindText(
  reader: WindowReader,
  from: number | undefined,
  end: number,
): Promise<number | undefined> {
  if (from === undefined) return undefined;
  const last = Math.min(end, from + LONGEST_TEXT);
  for (let position = from; position < last;) {
    const piece = await reader.read(position, Math.min(STEP, last - position));
    const zero = piece.indexOf(0);
    if (zero >= 0) return position + zero + 1;
    if (piece.length === 0) return undefined;
    position += piece.length;
  }
  return undefined;
}
