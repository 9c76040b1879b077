import type { Region } from './found-stream.ts';
import { readUint64, viewOf } from './little-endian.ts';
import type { WindowReader } from './window-reader.ts';

/** Where the central directory of a zip lies, all as offsets in the source. */
export interface ZipDirectory {
  readonly start: number;
  readonly end: number;
  /** From where the archive counts: later than the region's offset when something stands before it. */
  readonly base: number;
}

/** What an end record states. */
interface Stated {
  readonly size: number;
  readonly offset: number;
  /** Where the directory ends, if nothing stands between it and this record. */
  readonly end: number;
}

const END = 0x06054b50;
const END_SIZE = 22;
const LONGEST_COMMENT = 65_535;
const LOCATOR = 0x07064b50;
const LOCATOR_SIZE = 20;
const END64 = 0x06064b50;
const END64_SIZE = 56;
const ENTRY = 0x02014b50;
const FIRST_BYTE = 0x50;
/** A region of this size is read as a whole, once. */
const SMALL = 64 * 1024;

/** Finds the directory by the record at the end of the region; `undefined` where there is none, or an empty one. */
export async function findZipDirectory(
  reader: WindowReader,
  region: Region,
): Promise<ZipDirectory | undefined> {
  const end = await findEnd(reader, region);
  if (end === undefined) return undefined;
  const record = await reader.read(end, END_SIZE);
  if (record.length < END_SIZE) return undefined;
  const view = viewOf(record);
  const stated = { size: view.getUint32(12, true), offset: view.getUint32(16, true), end };
  const stated64 = await findEnd64(reader, { region, end });
  for (const candidate of [stated64, stated]) {
    const found = candidate && (await place(reader, { region, stated: candidate }));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findEnd(reader: WindowReader, region: Region): Promise<number | undefined> {
  const longest = Math.min(region.size, END_SIZE + LONGEST_COMMENT);
  // Nearly every zip ends without a comment.
  for (const size of region.size <= SMALL ? [longest] : [END_SIZE, longest]) {
    const start = region.offset + region.size - size;
    const found = lastEnd(await reader.read(start, size));
    if (found !== undefined) return start + found;
  }
  return undefined;
}

/** The last end record of which the comment reaches the end, or else the last that ends before it. */
function lastEnd(tail: Uint8Array): number | undefined {
  if (tail.length < END_SIZE) return undefined;
  const view = viewOf(tail);
  let early: number | undefined;
  let at = tail.lastIndexOf(FIRST_BYTE, tail.length - END_SIZE);
  for (; at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(FIRST_BYTE, at - 1)) {
    if (view.getUint32(at, true) !== END) continue;
    const end = at + END_SIZE + view.getUint16(at + 20, true);
    if (end === tail.length) return at;
    if (end < tail.length) early ??= at;
  }
  return early;
}

interface EndPlace {
  readonly region: Region;
  readonly end: number;
}

async function findEnd64(
  reader: WindowReader,
  { region, end }: EndPlace,
): Promise<Stated | undefined> {
  const locatorStart = end - LOCATOR_SIZE;
  if (locatorStart < region.offset) return undefined;
  const locator = await reader.read(locatorStart, LOCATOR_SIZE);
  if (locator.length < LOCATOR_SIZE || viewOf(locator).getUint32(0, true) !== LOCATOR)
    return undefined;
  const stated = readUint64(viewOf(locator), 8);
  // The offset that it states is wrong when something was put before the archive.
  const starts = [locatorStart - END64_SIZE, region.offset + (stated ?? NaN)];
  for (const start of starts) {
    if (!(start >= region.offset && start + END64_SIZE <= locatorStart)) continue;
    const record = viewOf(await reader.read(start, END64_SIZE));
    if (record.byteLength < END64_SIZE || record.getUint32(0, true) !== END64) continue;
    const size = readUint64(record, 40);
    const offset = readUint64(record, 48);
    if (size !== undefined && offset !== undefined) return { size, offset, end: start };
  }
  return undefined;
}

interface Candidate {
  readonly region: Region;
  readonly stated: Stated;
}

/** Before the end record, or else at the offset that it states. */
async function place(
  reader: WindowReader,
  { region, stated }: Candidate,
): Promise<ZipDirectory | undefined> {
  for (const start of [stated.end - stated.size, region.offset + stated.offset]) {
    const base = start - stated.offset;
    const end = start + stated.size;
    if (start < region.offset || end > stated.end) continue;
    const signature = await reader.read(start, 4);
    if (signature.length === 4 && viewOf(signature).getUint32(0, true) === ENTRY)
      return { start, end, base };
  }
  return undefined;
}
