import type { ObjectAddress } from '../domain/object-address.ts';

/** Why an object was stored whole. */
export type DirectReason =
  | 'asked'
  | 'file-type'
  | 'too-small'
  | 'key-too-long'
  | 'ratio'
  | 'codec'
  | 'blocked'
  /** It is encrypted with a key of the caller's, without which nobody could read a reference. */
  | 'customer-key'
  /** Everybody may read it, but would need the reference as well. */
  | 'public';

/** What a put (or a copy) stored. Sizes are bytes. */
export interface PutResult {
  readonly address: ObjectAddress;
  readonly stored: 'delta' | 'direct';
  /** Why it is stored whole; `undefined` for a delta. */
  readonly reason: DirectReason | undefined;
  /** What made the delta, and reads it; `undefined` for an object that is stored whole. */
  readonly codec: string | undefined;
  /** Why that codec: one of `ChoiceReason`, or a word of a codec from elsewhere. */
  readonly codecReason: string | undefined;
  readonly size: number;
  /** Bytes of the physical object: the delta's, or all. */
  readonly storedSize: number;
  /** Bytes of the reference that this put created, else 0. */
  readonly referenceSize: number;
  readonly sha256: string;
  /** Unquoted logical ETag. */
  readonly etag: string;
  readonly lastModified: Date;
}
