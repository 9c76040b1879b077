import { DeltaGliderError } from '@deltaglider/core';

/** Bytes in front of the first chunk: magic 4, version 1, log2 of the chunk size 1, zero 2, salt 32, key check 16. */
export const HEADER_SIZE = 56;
/** Bytes of the header before the salt. */
export const PREFIX_SIZE = 8;
export const SALT_SIZE = 32;
export const KEY_CHECK_SIZE = 16;
/** Bytes that AES-GCM adds behind each chunk. */
export const TAG_SIZE = 16;
/** 256 KiB: the fastest of 64 KiB to 1 MiB where measured, and little to decrypt for a small read. */
export const CHUNK_SHIFT = 18;

const MAGIC = Buffer.from('DGRC', 'latin1');
const VERSION = 1;
const SMALLEST_SHIFT = 10;
const LARGEST_SHIFT = 24;

/** How the plain bytes of one entry lie in its sealed bytes. */
export interface EntryLayout {
  readonly chunkSize: number;
  readonly chunkCount: number;
  /** Plain bytes of the entry. */
  readonly size: number;
}

/** The first bytes of an entry with chunks of `2 ** chunkShift` bytes. */
export function createPrefix(chunkShift: number): Buffer {
  return Buffer.concat([MAGIC, Buffer.from([VERSION, chunkShift, 0, 0])]);
}

/** The chunk size that a header names; `undefined` when this is no entry of a version that we know. */
export function parseChunkSize(header: Uint8Array): number | undefined {
  const shift = header[5] ?? 0;
  if (header.length < HEADER_SIZE || shift < SMALLEST_SHIFT || shift > LARGEST_SHIFT)
    return undefined;
  const known = createPrefix(shift).equals(header.subarray(0, PREFIX_SIZE));
  return known ? 2 ** shift : undefined;
}

/** The layout of an entry by its sealed size; `undefined` when no whole entry has this size. */
export function layoutOf(sealedSize: number, chunkSize: number): EntryLayout | undefined {
  const body = sealedSize - HEADER_SIZE;
  const record = chunkSize + TAG_SIZE;
  const chunkCount = Math.ceil(body / record);
  if (chunkCount < 1) return undefined;
  const lastChunk = body - (chunkCount - 1) * record - TAG_SIZE;
  // Only an empty entry ends in an empty chunk.
  if (lastChunk < 0 || (lastChunk === 0 && chunkCount > 1)) return undefined;
  return { chunkSize, chunkCount, size: body - chunkCount * TAG_SIZE };
}

/** The layout of an entry that was just written. @throws STORAGE_FAILED when that cannot be its size */
export function wholeLayout(sealedSize: number, chunkSize: number): EntryLayout {
  const layout = layoutOf(sealedSize, chunkSize);
  if (layout !== undefined) return layout;
  throw new DeltaGliderError(
    'STORAGE_FAILED',
    `The cache wrote an entry of ${sealedSize} bytes, which no entry has.`,
  );
}
