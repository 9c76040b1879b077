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
const ZERO = 0x30;
const NINE = 0x39;
/** Of the keywords that mean something here: path, size, GNU.sparse. */
const FIRST_LETTERS: readonly number[] = [0x70, 0x73, 0x47];
/** Of "LENGTH KEYWORD=", and room for a name. */
const RECORD_HEAD = 64 + LONGEST_NAME;
const MOST_DIGITS = 10;
const MOST_SIZE_DIGITS = 16;

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
    const { digits, length } = readLength(head);
    if (length < digits + 3 || length > end - position) break;
    const meaning = meaningOf(head.subarray(digits + 1, length - 1));
    if (meaning !== undefined) overrides = { ...overrides, ...meaning };
    position += length;
  }
  return overrides;
}

/** The digits before the first space; the length 0 for anything else. */
function readLength(head: Uint8Array): { digits: number; length: number } {
  let length = 0;
  for (let digits = 0; digits <= MOST_DIGITS; digits += 1) {
    const byte = head[digits] ?? 0;
    if (byte === SPACE) return { digits, length };
    if (byte < ZERO || byte > NINE) break;
    length = length * 10 + byte - ZERO;
  }
  return { digits: 0, length: 0 };
}

/** Of a record without its length; of a long one the beginning does. */
function meaningOf(record: Uint8Array): PaxOverrides | undefined {
  if (!FIRST_LETTERS.includes(record[0] ?? 0)) return undefined;
  const equals = record.indexOf(EQUALS);
  const keyword = equals < 0 ? '' : latin1(record.subarray(0, equals));
  const value = record.subarray(equals + 1);
  if (keyword === 'path') return { path: toMemberName(value) };
  if (keyword.startsWith('GNU.sparse.')) return { isSparse: true };
  return keyword === 'size' ? { size: sizeOf(value) } : undefined;
}

function sizeOf(value: Uint8Array): number | undefined {
  const text = latin1(value.subarray(0, MOST_SIZE_DIGITS + 1));
  const size = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(size) ? size : undefined;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
