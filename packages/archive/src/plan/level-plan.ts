import type { StreamMethod } from '../containers/found-stream.ts';
import type { Patch } from './patch.ts';

/** In a plan a method is the index here. */
export const METHODS: readonly StreamMethod[] = ['deflate', 'bzip2', 'xz'];

/** A compressed stream, and the bytes that stand before it and are copied as they are. */
export interface StreamSpan {
  /** Bytes between the stream before (or the beginning) and this one. */
  readonly gap: number;
  readonly method: StreamMethod;
  /** Compressed bytes. */
  readonly size: number;
  readonly expandedSize: number;
}

/** A run of whole deflate blocks, and where its share of each section ends. */
export interface ChunkPlan {
  readonly expandedSize: number;
  readonly bits: number;
  /** Bytes of each section of the structure. */
  readonly blocks: number;
  readonly steps: number;
  readonly distances: number;
}

/** A stream of the target: also what its rebuilding takes beside the structure. */
export interface StreamPlan extends StreamSpan {
  /** Which model continues a run of steps that were left out; 0 where none are. */
  readonly model: number;
  /** Value of the unused bits of the last byte. */
  readonly tail: number;
  /** Of a deflate stream, at least one. */
  readonly chunks: readonly ChunkPlan[];
  /** How an xz or bzip2 stream was made. */
  readonly settings: Uint8Array;
}

/** The way from one form of an object to the next: gaps stay, streams are expanded. */
export interface LevelPlan<Stream extends StreamSpan = StreamPlan> {
  readonly sourceSize: number;
  readonly expandedSize: number;
  readonly streams: readonly Stream[];
  /** What the next form has otherwise than this one, beside the streams; none in a reference. In order of offset. */
  readonly patches: readonly Patch[];
}

/** Of a reference nothing has to be rebuilt. */
export type ReferenceLevelPlan = LevelPlan<StreamSpan>;

/** The plan of a level that begins at a source of this size. */
export function levelPlan<Stream extends StreamSpan>(
  sourceSize: number,
  streams: readonly Stream[],
  patches: readonly Patch[] = [],
): LevelPlan<Stream> {
  let expandedSize = sourceSize;
  for (const stream of streams) expandedSize += stream.expandedSize - stream.size;
  return { sourceSize, expandedSize, streams, patches };
}
