import type { ByteSource } from '@deltaglider/core';

/** Where a source has a compressed stream. */
export interface CompressedRange {
  readonly source: ByteSource;
  /** Of its first byte. */
  readonly offset: number;
  /** Of the stream, or, where that is not known, the most that it may take. */
  readonly size: number;
}
