import type { ByteStream } from '../bytes/byte-source.ts';
import type { ObjectPlacement, ObjectProperties, StoredObject } from '../ports/storage-port.ts';
import type { ObjectAddress } from './object-address.ts';

/** How an object is kept: as a delta, whole and with our metadata, or as someone else wrote it. */
export type StoredAs = 'delta' | 'direct' | 'foreign';

/** An object as its user knows it: logical key, size, time and ETag. */
export interface LogicalObject {
  readonly address: ObjectAddress;
  /** Bytes of the object itself. */
  readonly size: number;
  /** Bytes in the store, without the reference that a delta shares with others. */
  readonly storedSize: number;
  readonly stored: StoredAs;
  /** Unquoted. The MD5 where it is known, else the first half of the SHA-256 and `-1`. */
  readonly etag: string;
  readonly lastModified: Date;
  /** 64 lower-case hex digits; unknown for a foreign object. */
  readonly sha256: string | undefined;
  /** The user's own metadata, without ours. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly properties: ObjectProperties;
  /** Of the object in the store. */
  readonly placement?: ObjectPlacement | undefined;
  /** The object in the store that holds it. */
  readonly physical: StoredObject;
  /** What a delta is against, and what reads it. */
  readonly delta: DeltaDescription | undefined;
}

export interface DeltaDescription {
  /** Where the reference should be, best place first. */
  readonly referenceKeys: readonly string[];
  readonly referenceSha256: string;
  readonly codec: string;
}

/** A logical object with its bytes, or the part of them that was asked for. */
export interface LogicalObjectBody extends LogicalObject {
  readonly body: ByteStream;
}

/** One row of a logical listing. */
export type LogicalEntry = LogicalListedObject | LogicalListedPrefix;

export interface LogicalListedObject {
  readonly type: 'object';
  readonly key: string;
  readonly size: number;
  readonly storedSize: number;
  /** A listing does not tell whole objects of ours from those of others: that would take a HEAD of each. */
  readonly stored: 'delta' | 'whole';
  readonly etag: string;
  readonly lastModified: Date;
  /** Known for deltas only. */
  readonly sha256: string | undefined;
}

export interface LogicalListedPrefix {
  readonly type: 'prefix';
  /** Ends with the delimiter. */
  readonly key: string;
}
