const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const FIXED_SIZE = 10;

/** What a gzip member says before its data. */
export interface GzipHeader {
  /** Seconds since 1970; 0 where none is recorded. */
  readonly mtime: number;
  readonly extraFlags: number;
  readonly system: number;
  /** Latin-1, one character per byte. */
  readonly name?: string | undefined;
}

/** A header that stands in a file, as it stands there. */
export interface StoredGzipHeader extends GzipHeader {
  readonly bytes: Uint8Array;
}

/** Reads the header at the beginning of a gzip file; `undefined` where there is none, or a longer one. */
export function readGzipHeader(start: Uint8Array): StoredGzipHeader | undefined {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (start.length < FIXED_SIZE || view.getUint16(0) !== 0x1f8b) return undefined;
  const flags = view.getUint8(3);
  let position: number | undefined = FIXED_SIZE;
  if ((flags & FLAG_EXTRA) !== 0) {
    if (start.length < position + 2) return undefined;
    position += 2 + view.getUint16(position, true);
  }
  const nameStart = position;
  if ((flags & FLAG_NAME) !== 0) position = behindZero(start, position);
  const name = (flags & FLAG_NAME) === 0 ? undefined : textOf(start, nameStart, position);
  if ((flags & FLAG_COMMENT) !== 0) position = behindZero(start, position);
  if (position === undefined) return undefined;
  if ((flags & FLAG_HEADER_CRC) !== 0) position += 2;
  if (position > start.length) return undefined;
  return {
    mtime: view.getUint32(4, true),
    extraFlags: view.getUint8(8),
    system: view.getUint8(9),
    name,
    bytes: start.slice(0, position),
  };
}

/** The bytes of a header with nothing in it but these. */
export function writeGzipHeader({ mtime, extraFlags, system, name }: GzipHeader): Uint8Array {
  const bytes = new Uint8Array(gzipHeaderSize(name));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x1f8b0800 | (name === undefined ? 0 : FLAG_NAME));
  view.setUint32(4, mtime, true);
  view.setUint8(8, extraFlags);
  view.setUint8(9, system);
  for (let index = 0; index < (name?.length ?? 0); index += 1) {
    bytes[FIXED_SIZE + index] = name?.charCodeAt(index) ?? 0;
  }
  return bytes;
}

export function gzipHeaderSize(name: string | undefined): number {
  return FIXED_SIZE + (name === undefined ? 0 : name.length + 1);
}

function behindZero(bytes: Uint8Array, from: number | undefined): number | undefined {
  const zero = from === undefined ? -1 : bytes.indexOf(0, from);
  return zero < 0 ? undefined : zero + 1;
}

function textOf(bytes: Uint8Array, from: number, end: number | undefined): string {
  return String.fromCharCode(...bytes.subarray(from, (end ?? from + 1) - 1));
}
