import type { ByteStream } from '@deltaglider/core';

/** An object that an analysis counts, or something else that takes room. Sizes are bytes. */
export interface AnalysisRow {
  /** Logical. */
  readonly key: string;
  /** `other` is what only takes room: the older of two variants, say. */
  readonly kind: 'whole' | 'delta' | 'reference' | 'other';
  readonly size: number;
  /** 0 for what is there, but does not count. */
  readonly storedSize: number;
  /** Logical size of an earlier row that turned out to be an older variant of this object. */
  readonly replacedSize?: number | undefined;
}

/** What an analysis is about. */
export interface AnalysisSource {
  /** Keys of whole objects in UTF-8 byte order within each deltaspace. */
  readonly rows: AsyncIterable<AnalysisRow>;
  /** The bytes of an object. */
  readonly open: (key: string) => Promise<ByteStream>;
  /** Those of the reference that a deltaspace has already; never called where there is none. */
  readonly openReference: (prefix: string) => Promise<ByteStream>;
  /** Requests of the store that one `open` takes. */
  readonly requestsEach: number;
}
