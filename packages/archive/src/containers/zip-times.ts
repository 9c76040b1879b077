import type { ByteSource } from '@deltaglider/core';
import type { Region } from './found-stream.ts';
import { viewOf } from './little-endian.ts';
import type { ScanContext } from './scan-context.ts';
import { WindowReader } from './window-reader.ts';
import { zip } from './zip.ts';
import { findZipDirectory } from './zip-end.ts';

/** When a member of a zip was last changed, as the directory says. */
export interface ZipTime {
  /** Its name, byte by byte. */
  readonly name: string;
  /** The four bytes, time and date of MS-DOS, as a little-endian number. */
  readonly time: number;
  /** Where they stand in the source: in the directory, and in the member's own header if that agrees. */
  readonly places: () => Promise<readonly number[]>;
}

const LOCAL_HEADER = 0x04034b50;
const LOCAL_SIZE = 30;
const LOCAL_TIME = 10;
const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const ENTRY_TIME = 12;
const HEAD_SIZE = 512;
const LONGEST_NAME = 1024;

/** The times of a zip's members, in the order of its directory; nothing where the region does not begin like a zip. */
export async function* zipTimes(
  source: ByteSource,
  region: Region,
  { limits, signal }: ScanContext,
): AsyncGenerator<ZipTime, void, undefined> {
  const entries = new WindowReader(source, signal);
  // The two kinds of headers are read in turn, each in its own order.
  const headers = new WindowReader(source, signal);
  const head = await entries.read(region.offset, Math.min(HEAD_SIZE, region.size));
  if (!zip.isStart(head)) return;
  const directory = await findZipDirectory(entries, region);
  if (directory === undefined) return;
  let position = directory.start;
  for (let left = limits.members; left > 0; left -= 1) {
    if (position + ENTRY_SIZE > directory.end) return;
    const entry = viewOf(await entries.read(position, ENTRY_SIZE));
    if (entry.byteLength < ENTRY_SIZE || entry.getUint32(0, true) !== ENTRY) return;
    const nameSize = entry.getUint16(28, true);
    const rest = nameSize + entry.getUint16(30, true) + entry.getUint16(32, true);
    const time = entry.getUint32(ENTRY_TIME, true);
    const local = directory.base + entry.getUint32(42, true);
    const place = position + ENTRY_TIME;
    const name = await entries.read(position + ENTRY_SIZE, Math.min(nameSize, LONGEST_NAME));
    position += ENTRY_SIZE + rest;
    yield {
      name: String.fromCharCode(...name),
      time,
      places: async () => {
        if (local + LOCAL_SIZE > directory.start) return [place];
        const header = viewOf(await headers.read(local, LOCAL_SIZE));
        return isOf(header, { time, nameSize }) ? [local + LOCAL_TIME, place] : [place];
      },
    };
  }
}

function isOf(
  header: DataView,
  entry: { readonly time: number; readonly nameSize: number },
): boolean {
  return (
    header.byteLength === LOCAL_SIZE &&
    header.getUint32(0, true) === LOCAL_HEADER &&
    header.getUint32(LOCAL_TIME, true) === entry.time &&
    header.getUint16(26, true) === entry.nameSize
  );
}
