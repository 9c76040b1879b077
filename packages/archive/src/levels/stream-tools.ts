import type { ByteSource, ByteStream } from '@deltaglider/core';
import type { ParsedChunk, ParseOptions, ParseOutcome } from '../deflate/parse-deflate.ts';
import type { RebuildItem } from '../deflate/rebuild-chunk.ts';
import type { ShortStructure } from '../deflate/shorten-chunk.ts';

/** The sections of a level's structure. */
export interface StructureSections {
  readonly blocks: ByteSource;
  readonly steps: ByteSource;
  readonly distances: ByteSource;
}

/** Leaves out of structures what the content, and the reference, say as well. */
export interface Shortener {
  /** Which model knows the compressor of a stream that begins with this run; 0 where none does. */
  findModel(first: RebuildItem): Promise<number>;
  shorten(
    items: readonly RebuildItem[],
    signal: AbortSignal | undefined,
  ): Promise<readonly ShortStructure[]>;
  /** Nothing more is to be shortened. */
  close(): void;
}

/** What takes deflate streams apart and puts them together. */
export interface DeflateTools {
  /** Jobs that run at once in workers. */
  readonly parallelism: number;
  parse(
    input: ByteStream,
    options: ParseOptions,
  ): AsyncGenerator<ParsedChunk, ParseOutcome, undefined>;
  /** @throws DELTA_FAILED where a structure does not fit its content */
  rebuild(
    items: readonly RebuildItem[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Uint8Array[]>;
}
