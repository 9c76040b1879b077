import { LONGEST_NAME, toMemberName } from './member-name.ts';
import type { Format, Parsing, Parts } from './parsing.ts';
import { readPaxRecords, type PaxOverrides } from './pax-records.ts';
import { readTarHeader, TAR_BLOCK, type TarHeader } from './tar-header.ts';
import type { WindowReader } from './window-reader.ts';

const FILES = new Set(['0', '\0', '7']);
/** Links, devices, directories and pipes: whatever their size says, nothing follows. */
const WITHOUT_CONTENT = new Set(['1', '2', '3', '4', '5', '6']);
const PAX = new Set(['x', 'X']);
const PAX_FOR_ALL = 'g';
const GNU_LONG_NAME = 'L';
const GNU_LONG_LINK = 'K';
const SPARSE = 'S';
const MAP_CONTINUES_AT = 504;
const BLOCKS_AT_END = 2;

/** What `tar` makes: old, POSIX and GNU. Sparse files are passed over. */
export const tar: Format = {
  isStart: (head) => readTarHeader(head) !== undefined,
  parts: tarMembers,
};

async function* tarMembers({ reader, budget, region }: Parsing): Parts {
  const end = region.offset + region.size;
  let all: PaxOverrides = {};
  let next: PaxOverrides = {};
  let position = region.offset;
  for (let empty = 0; position + TAR_BLOCK <= end && empty < BLOCKS_AT_END;) {
    const block = await reader.read(position, TAR_BLOCK);
    position += TAR_BLOCK;
    const isEmpty = block.every((byte) => byte === 0);
    empty = isEmpty ? empty + 1 : 0;
    if (isEmpty) continue;
    const header = readTarHeader(block);
    if (header === undefined || !budget.take()) return;
    const entry = { header, offset: position, end };
    const said = await readAnnouncement(reader, entry);
    if (said !== undefined) {
      if (header.type === PAX_FOR_ALL) all = { ...all, ...said };
      else next = { ...next, ...said };
      position += padded(header.size);
      continue;
    }
    const overrides = { ...all, ...next };
    next = {};
    const size = WITHOUT_CONTENT.has(header.type) ? 0 : (overrides.size ?? header.size);
    position = await contentStart(reader, entry);
    const isFile = FILES.has(header.type) && overrides.isSparse !== true;
    if (isFile && position < end) {
      const name = overrides.path ?? header.name;
      yield { offset: position, size: Math.min(size, end - position), name };
    }
    position += padded(size);
  }
}

interface Entry {
  readonly header: TarHeader;
  /** Behind the header. */
  readonly offset: number;
  readonly end: number;
}

/** What an entry says about those behind it; `undefined` when it is one of those itself. */
async function readAnnouncement(
  reader: WindowReader,
  { header, offset, end }: Entry,
): Promise<PaxOverrides | undefined> {
  const size = Math.min(header.size, end - offset);
  if (PAX.has(header.type) || header.type === PAX_FOR_ALL)
    return await readPaxRecords(reader, { offset, size });
  if (header.type === GNU_LONG_NAME)
    return { path: toMemberName(await reader.read(offset, Math.min(size, LONGEST_NAME))) };
  return header.type === GNU_LONG_LINK ? {} : undefined;
}

/** Behind the header, and of a sparse file behind the rest of its map. */
async function contentStart(reader: WindowReader, { header, offset, end }: Entry): Promise<number> {
  let position = offset;
  let isContinued = header.type === SPARSE && header.isExtended;
  while (isContinued && position < end) {
    const block = await reader.read(position, TAR_BLOCK);
    isContinued = (block[MAP_CONTINUES_AT] ?? 0) !== 0;
    position += TAR_BLOCK;
  }
  return position;
}

function padded(size: number): number {
  return Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
}
