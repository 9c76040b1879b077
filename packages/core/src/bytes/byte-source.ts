/** A one-shot sequence of chunks. Node streams, web streams, SDK bodies and generators all qualify. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** Bytes that can be read more than once, from any offset: a file, a cache entry, a buffer, a ranged GET. */
export interface ByteSource {
  /** Length in bytes; it never changes during the life of the source. */
  readonly size: number;
  /** Resolves to `length` bytes from `offset`, or fewer only at the end. */
  read(offset: number, length: number, options?: AbortOptions): Promise<Uint8Array>;
}

/** What every operation of a port accepts. An aborted operation rejects with `signal.reason`. */
export interface AbortOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A half-open range of bytes: `start` is included, `end` is not. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}
