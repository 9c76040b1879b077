import type { Region } from './found-stream.ts';
import { LONGEST_NAME, toMemberName } from './member-name.ts';
import type { WindowReader } from './window-reader.ts';

/** What the records before a header say instead of it. */
export interface PaxOverrides {
  readonly size?: number | undefined;
  readonly path?: string | undefined;
  readonly isSparse?: boolean | undefined;
}

const EQUALS = 0x3d;
const SPACE = 0x20;
/** Of "LENGTH KEYWORD=", and room for a name. */
const RECORD_HEAD = 64 + LONGEST_NAME;
const MOST_DIGITS = 16;

/** Reads records of the form `LENGTH KEYWORD=VALUE\n`, up to one that is none. */
export async function readPaxRecords(
  reader: WindowReader,
  { offset, size }: Region,
): Promise<PaxOverrides> {
  let overrides: PaxOverrides = {};
  const end = offset + size;
  for (let position = offset; position < end;) {
    const wanted = Math.min(RECORD_HEAD, end - position);
    const head = reader.held(position, wanted) ?? (await reader.read(position, wanted));
    const record = readRecord(head);
    if (record === undefined || record.length > end - position) break;
    overrides = { ...overrides, ...meaningOf(record) };
    position += record.length;
  }
  return overrides;
}

interface PaxRecord {
  readonly length: number;
  readonly keyword: string;
  /** The beginning of a long one. */
  readonly value: Uint8Array;
}

function readRecord(head: Uint8Array): PaxRecord | undefined {
  const space = head.subarray(0, MOST_DIGITS).indexOf(SPACE);
  const digits = String.fromCharCode(...head.subarray(0, Math.max(0, space)));
  const equals = head.indexOf(EQUALS, space);
  if (!/^[1-9]\d*$/.test(digits) || equals < 0) return undefined;
  const length = Number(digits);
  if (length < equals + 2) return undefined;
  const keyword = String.fromCharCode(...head.subarray(space + 1, equals));
  return { length, keyword, value: head.subarray(equals + 1, length - 1) };
}

function meaningOf({ keyword, value }: PaxRecord): PaxOverrides {
  if (keyword === 'path') return { path: toMemberName(value) };
  if (keyword.startsWith('GNU.sparse.')) return { isSparse: true };
  if (keyword !== 'size') return {};
  const text = String.fromCharCode(...value.subarray(0, MOST_DIGITS + 1));
  const size = /^\d+$/.test(text) ? Number(text) : NaN;
  return { size: Number.isSafeInteger(size) ? size : undefined };
}
