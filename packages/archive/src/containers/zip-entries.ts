import type { StreamMethod } from './found-stream.ts';
import { readUint64, viewOf } from './little-endian.ts';
import type { MemberBudget } from './member-budget.ts';
import type { WindowReader } from './window-reader.ts';
import type { ZipDirectory } from './zip-end.ts';
import type { ZipEntry } from './zip-entry.ts';
import { ZipTable } from './zip-table.ts';

const ENTRY = 0x02014b50;
const ENTRY_SIZE = 46;
const ENCRYPTED = 1;
const METHOD_STORED = 0;
const METHODS: ReadonlyMap<number, StreamMethod> = new Map([
  [8, 'deflate'],
  [12, 'bzip2'],
  [95, 'xz'],
]);
/** In the place of a number that stands in the extra field. */
const LARGE = 0xffff_ffff;
const ZIP64 = 1;
/** No file that is looked into is smaller, an empty bzip2 file. */
const SMALLEST_FILE = 14;

export interface ZipEntriesOptions {
  readonly directory: ZipDirectory;
  readonly budget: MemberBudget;
}

/** Reads a central directory as far as it makes sense. Members that nobody can look into are left out. */
export async function readZipEntries(
  reader: WindowReader,
  { directory, budget }: ZipEntriesOptions,
): Promise<ZipTable> {
  const table = new ZipTable();
  let position = directory.start;
  while (position + ENTRY_SIZE <= directory.end) {
    const fixed = reader.held(position, ENTRY_SIZE) ?? (await reader.read(position, ENTRY_SIZE));
    if (fixed.length < ENTRY_SIZE) break;
    const view = viewOf(fixed);
    if (view.getUint32(0, true) !== ENTRY || !budget.take()) break;
    const extraStart = position + ENTRY_SIZE + view.getUint16(28, true);
    const extraSize = view.getUint16(30, true);
    if (extraStart + extraSize > directory.end) break;
    position = extraStart + extraSize + view.getUint16(32, true);
    if (!isReadable(view)) continue;
    const extra = isLarge(view) ? await reader.read(extraStart, extraSize) : undefined;
    const entry = entryOf(view, extra);
    if (entry !== undefined) table.add(entry);
  }
  return table;
}

function isReadable(view: DataView): boolean {
  const method = view.getUint16(10, true);
  const isEncrypted = (view.getUint16(8, true) & ENCRYPTED) !== 0;
  return !isEncrypted && (method === METHOD_STORED || METHODS.has(method));
}

function isLarge(view: DataView): boolean {
  return [20, 24, 42].some((at) => view.getUint32(at, true) === LARGE);
}

function entryOf(view: DataView, extra: Uint8Array | undefined): ZipEntry | undefined {
  const numbers = extra === undefined ? plainNumbers(view) : largeNumbers(view, extra);
  if (numbers === undefined) return undefined;
  const method = METHODS.get(view.getUint16(10, true));
  if (numbers.size < (method === undefined ? SMALLEST_FILE : 1)) return undefined;
  return { method, crc: view.getUint32(16, true), ...numbers };
}

type Numbers = Pick<ZipEntry, 'offset' | 'size' | 'expandedSize'>;

function plainNumbers(view: DataView): Numbers {
  return {
    expandedSize: view.getUint32(24, true),
    size: view.getUint32(20, true),
    offset: view.getUint32(42, true),
  };
}

/** The numbers that do not fit are in the extra field, in this order. */
function largeNumbers(view: DataView, extra: Uint8Array): Numbers | undefined {
  const field = viewOf(zip64Field(extra));
  let at = 0;
  const take = (plain: number): number | undefined => {
    if (plain !== LARGE) return plain;
    at += 8;
    return at <= field.byteLength ? readUint64(field, at - 8) : undefined;
  };
  const expandedSize = take(view.getUint32(24, true));
  const size = take(view.getUint32(20, true));
  const offset = take(view.getUint32(42, true));
  if (expandedSize === undefined || size === undefined || offset === undefined) return undefined;
  return { expandedSize, size, offset };
}

function zip64Field(extra: Uint8Array): Uint8Array {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64) return extra.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
  return new Uint8Array(0);
}
