import type { ByteRange } from '@deltaglider/core';

/** More than a parser looks at ahead of its place. */
const AHEAD = 64;

/**
 * What is read for a deflate stream: a bit more than it may have. Where a parser divides a long block depends on whether
 * it runs out of input there, so it must not run out at the end of the stream, whoever reads it: with its exact size
 * known, or not.
 */
export function deflateRange(offset: number, maxSize: number): ByteRange {
  return { start: offset, end: offset + maxSize + AHEAD };
}
