/** How a stream is compressed. */
export type StreamMethod = 'deflate' | 'bzip2' | 'xz';

/** Compressed bytes that a container holds. Nobody has looked at them yet: they may be broken. */
export interface FoundStream {
  readonly method: StreamMethod;
  /** Of the first compressed byte, in the source; of deflate the raw data, behind a header of gzip or zip. */
  readonly offset: number;
  /** Compressed bytes at most: the very size in a zip, else up to the end of the region. */
  readonly maxSize: number;
  /** Whether the container states the size, so that `maxSize` is it. */
  readonly isExact: boolean;
  /** Streams of equal identities are most likely the same compressed bytes. */
  readonly identity: string;
  /** Of the member, as far as it is known; it decides nothing. */
  readonly name: string | undefined;
}

/** A part of a source. */
export interface Region {
  readonly offset: number;
  readonly size: number;
}
