const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] as const;
const CHECK_AT = 7;
const FIRST_BLOCK = 12;
const HAS_COMPRESSED_SIZE = 0x40;
const HAS_CONTENT_SIZE = 0x80;
const LZMA2 = 0x21;
/** Sizes of more bytes are none that can be met here; less than 2^49 stays exact. */
const MOST_SIZE_BYTES = 7;

/** The most bytes of an .xz stream that its header and that of the first block take. */
export const XZ_HEADER_SIZE = FIRST_BLOCK + 1024;

/** How an .xz stream begins. */
export interface XzHeader {
  /** The number of its integrity check. */
  readonly check: number;
  readonly firstBlock: XzBlockHeader;
}

interface XzBlockHeader {
  /** Where what it compresses to begins in the stream. */
  readonly dataAt: number;
  readonly compressedSize: number | undefined;
  readonly contentSize: number | undefined;
  /** `undefined` where its filters are not LZMA2 alone. */
  readonly dictionary: number | undefined;
}

/** Reads what stands before the first data; `undefined` where that is not the beginning of an .xz stream with a block. */
export function readXzHeader(start: Uint8Array): XzHeader | undefined {
  const [words = 0] = start.subarray(FIRST_BLOCK);
  const check = start[CHECK_AT];
  if (MAGIC.some((byte, index) => start[index] !== byte)) return undefined;
  if (check === undefined || words === 0) return undefined;
  const firstBlock = readBlockHeader(start.subarray(FIRST_BLOCK), 4 * (words + 1));
  return firstBlock === undefined ? undefined : { check, firstBlock };
}

function readBlockHeader(start: Uint8Array, size: number): XzBlockHeader | undefined {
  const [, flags = 0] = start;
  const reader = { bytes: start.subarray(0, size), position: 2 };
  const compressedSize = (flags & HAS_COMPRESSED_SIZE) === 0 ? undefined : readSize(reader);
  const contentSize = (flags & HAS_CONTENT_SIZE) === 0 ? undefined : readSize(reader);
  const [filter, properties, code] = reader.bytes.subarray(reader.position);
  if (filter === undefined || properties === undefined || code === undefined) return undefined;
  // It can only be the last filter, so where it is the first, there is no other.
  return {
    dataAt: FIRST_BLOCK + size,
    compressedSize,
    contentSize,
    dictionary: filter === LZMA2 ? (2 + (code % 2)) * 2 ** (Math.floor(code / 2) + 11) : undefined,
  };
}

interface Reader {
  readonly bytes: Uint8Array;
  position: number;
}

/** A number of 7 bits a byte, the lowest first; `undefined`, too, where it is too large to be met. */
function readSize(reader: Reader): number | undefined {
  let value = 0;
  for (let index = 0; index < MOST_SIZE_BYTES; index += 1) {
    const byte = reader.bytes[reader.position];
    if (byte === undefined) return undefined;
    reader.position += 1;
    value += (byte % 0x80) * 0x80 ** index;
    if (byte < 0x80) return value;
  }
  return undefined;
}
