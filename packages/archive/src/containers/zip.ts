import { viewOf } from './little-endian.ts';
import { LONGEST_NAME, toMemberName } from './member-name.ts';
import type { Format, Member, Parsing, Parts } from './parsing.ts';
import { startsWith } from './starts-with.ts';
import type { WindowReader } from './window-reader.ts';
import { findZipDirectory, type ZipDirectory } from './zip-end.ts';
import { readZipEntries } from './zip-entries.ts';
import type { ZipEntry } from './zip-entry.ts';

const LOCAL_HEADER = [0x50, 0x4b, 3, 4];
/** What an archive that was to be split, or was, begins with. */
const SPLIT_MARKS = [
  [0x50, 0x4b, 7, 8],
  [0x50, 0x4b, 0x30, 0x30],
];
const LOCAL_SIZE = 30;

/** A zip by its central directory. Members that are encrypted, broken, or overlap another are passed over. */
export const zip: Format = {
  isStart: (head) =>
    startsWith(head, LOCAL_HEADER) ||
    (SPLIT_MARKS.some((mark) => startsWith(head, mark)) &&
      startsWith(head.subarray(4), LOCAL_HEADER)),
  parts: zipMembers,
};

async function* zipMembers({ reader, budget, region }: Parsing): Parts {
  const directory = await findZipDirectory(reader, region);
  if (directory === undefined) return;
  const entries = await readZipEntries(reader, { directory, budget });
  let free = region.offset;
  for (const entry of entries.sorted()) {
    if (directory.base + entry.offset < free) continue;
    const member = await locate(reader, { directory, entry });
    if (member === undefined) continue;
    free = member.offset + member.size;
    const { method, crc, size, expandedSize } = entry;
    if (method === undefined) {
      yield member;
      continue;
    }
    const identity = `zip:${method}:${crc}:${size}:${expandedSize}`;
    const { offset, name } = member;
    yield { method, offset, maxSize: size, isExact: true, identity, name };
  }
}

interface EntryPlace {
  readonly directory: ZipDirectory;
  readonly entry: ZipEntry;
}

/** The member's bytes: they begin where its local header says, and end before the directory. */
async function locate(
  reader: WindowReader,
  { directory, entry }: EntryPlace,
): Promise<Member | undefined> {
  const header = directory.base + entry.offset;
  if (header + LOCAL_SIZE > directory.start) return undefined;
  const local = reader.held(header, LOCAL_SIZE) ?? (await reader.read(header, LOCAL_SIZE));
  if (local.length < LOCAL_SIZE || !startsWith(local, LOCAL_HEADER)) return undefined;
  const view = viewOf(local);
  const nameSize = view.getUint16(26, true);
  const offset = header + LOCAL_SIZE + nameSize + view.getUint16(28, true);
  if (offset + entry.size > directory.start) return undefined;
  const shown = Math.min(nameSize, LONGEST_NAME);
  const name = await reader.read(header + LOCAL_SIZE, shown);
  return { offset, size: entry.size, name: toMemberName(name) };
}
