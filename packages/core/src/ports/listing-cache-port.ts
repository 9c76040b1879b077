import type { ListedObject } from './storage-port.ts';

/** What only an object's metadata tells, so that its row in a physical listing does not have it. */
export type ListedMeaning =
  | {
      readonly kind: 'delta';
      /** Bytes of the logical object. */
      readonly size: number;
      /** 64 lower-case hex digits. */
      readonly sha256: string;
      /** Of the logical object, unquoted. */
      readonly etag: string;
      /** The time of the logical object, where the metadata has one. */
      readonly createdAt: Date | undefined;
    }
  /** Ours alone: no logical object. */
  | { readonly kind: 'reference' }
  /** A logical object as it is, whatever its name suggests. */
  | { readonly kind: 'whole' };

/** A row with its meaning. */
export interface MeantRow {
  readonly row: ListedObject;
  readonly meaning: ListedMeaning;
}

/**
 * What earlier listings of one store found out about rows. An answer is for exactly one version of an object
 * (`rowVersion`), so it validates itself: a cache may forget, never lie.
 */
export interface ListingCachePort {
  /** The meanings of rows of one bucket, in the order of the rows; `undefined` for what is not known. */
  find(
    bucket: string,
    rows: readonly ListedObject[],
  ): Promise<readonly (ListedMeaning | undefined)[]>;
  /** Remembers. Some of it, or nothing, when there is no room. */
  add(bucket: string, entries: readonly MeantRow[]): Promise<void>;
}

/**
 * Tells the version of an object from every other one of its key. A copy of an object onto itself changes the
 * metadata and neither size nor, in S3, the ETag: so the time is a part of it.
 */
export function rowVersion(row: ListedObject): string {
  const { size, etag, lastModified, revision = '' } = row;
  return `${size}\n${lastModified.getTime()}\n${etag}\n${revision}`;
}
