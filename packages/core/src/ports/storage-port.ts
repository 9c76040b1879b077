import type { AbortOptions, ByteRange, ByteSource, ByteStream } from '../bytes/byte-source.ts';
import type { ObjectAddress } from '../domain/object-address.ts';

/** What HTTP and S3 know about an object beside its bytes and its user metadata. */
export interface ObjectProperties {
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  /** An HTTP date, as it is stored. */
  readonly expires?: string | undefined;
  /** Where a website sends those who ask for the object. */
  readonly websiteRedirect?: string | undefined;
}

/** How a store keeps an object. It belongs to the place, so that copies do not take it along. */
export interface ObjectPlacement {
  /** Like `STANDARD_IA`. @default the store's own */
  readonly storageClass?: string | undefined;
  /** @default the bucket's own */
  readonly encryption?: ServerSideEncryption | undefined;
}

/** Encryption with keys that the store holds. */
export interface ServerSideEncryption {
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  readonly algorithm: string;
  /** The KMS key. @default the account's own */
  readonly keyId?: string | undefined;
  /** Whether KMS is asked once for many objects. @default the bucket's own */
  readonly bucketKey?: boolean | undefined;
}

/** A key of the caller's, which the store needs for each reading and forgets. */
export interface CustomerKey {
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** Who may do what with an object; a store does not give it back with the object. */
export interface ObjectAccess {
  /** A canned ACL, like `bucket-owner-full-control`. */
  readonly acl?: string | undefined;
  /** Grantees, as S3 writes them: `id=...`, `uri=...`, `emailAddress=...`, with commas between. */
  readonly grants?:
    Readonly<Partial<Record<'fullControl' | 'read' | 'readAcp' | 'writeAcp', string>>> | undefined;
}

/** A physical object as the store describes it. */
export interface StoredObject {
  readonly key: string;
  /** Bytes in the store. */
  readonly size: number;
  /** Opaque, unquoted; changes whenever the content does. */
  readonly etag: string;
  /** In whole seconds at least. What a put or a copy answers may be a second off. */
  readonly lastModified: Date;
  /** User metadata: lower-case names, ASCII values. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly properties: ObjectProperties;
  readonly placement?: ObjectPlacement | undefined;
  /** How many tags it has, where the store says so. */
  readonly tagCount?: number | undefined;
  /** Why metadata and properties could not be read, where that is so; they are empty then. */
  readonly damage?: string | undefined;
}

/** A stored object with its bytes, or the part of them that was asked for. */
export interface StoredObjectBody extends StoredObject {
  readonly body: ByteStream;
}

/** One row of a listing: an object, or a common prefix when a delimiter was given. */
export type ListEntry = ListedObject | ListedPrefix;

export interface ListedObject {
  readonly type: 'object';
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  /** Opaque; changes whenever the metadata does. For stores where ETag and time would not tell. */
  readonly revision?: string | undefined;
  /** Like `STANDARD_IA`; absent where a store has no such classes. */
  readonly storageClass?: string | undefined;
}

export interface ListedPrefix {
  readonly type: 'prefix';
  /** Ends with the delimiter. */
  readonly key: string;
}

export interface StorageReadOptions extends AbortOptions {
  /** Of an object that was stored with it. */
  readonly customerKey?: CustomerKey | undefined;
}

export interface StorageGetOptions extends StorageReadOptions {
  /** A range that starts at or behind the end is INVALID_ARGUMENT; one that ends behind it is cut. */
  readonly range?: ByteRange | undefined;
  /** Only the object with this ETag: PRECONDITION_FAILED when it is another by now. */
  readonly ifMatch?: string | undefined;
}

/** What a put may say beside bytes, metadata and properties; a store without such a thing throws UNSUPPORTED. */
export interface ObjectSettings {
  readonly placement?: ObjectPlacement | undefined;
  readonly access?: ObjectAccess | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly customerKey?: CustomerKey | undefined;
}

export interface StoragePutOptions extends AbortOptions, ObjectSettings {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly properties?: ObjectProperties | undefined;
  /** Create only: OBJECT_EXISTS when the key is taken. */
  readonly ifAbsent?: boolean | undefined;
  /** Replace only the object with this ETag: PRECONDITION_FAILED when it is another one, or gone. */
  readonly ifMatch?: string | undefined;
}

export interface StorageCopyOptions extends AbortOptions, Omit<ObjectSettings, 'customerKey'> {
  /**
   * Replaces the metadata; without it the source's metadata is copied. Properties are always copied, and tags
   * where `tags` does not replace them; placement and access never are.
   */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Create only: OBJECT_EXISTS when the destination is taken. */
  readonly ifAbsent?: boolean | undefined;
  /** Copy only the source with this ETag: PRECONDITION_FAILED when it is another one by now. */
  readonly ifMatch?: string | undefined;
}

export interface StorageDeleteOptions extends AbortOptions {
  /** Delete only the object with this ETag: PRECONDITION_FAILED when it is another; gone is success. */
  readonly ifMatch?: string | undefined;
}

export interface StorageListOptions extends AbortOptions {
  /** Only keys that begin with it. @default '' */
  readonly prefix?: string | undefined;
  /** Rolls keys up to common prefixes at its first occurrence behind `prefix`. */
  readonly delimiter?: string | undefined;
  /** Only keys (and common prefixes) behind this one in UTF-8 byte order. */
  readonly startAfter?: string | undefined;
}

/** One key that `deleteMany` could not delete, and why. */
export interface DeleteFailure {
  readonly key: string;
  readonly error: unknown;
}

/**
 * Where objects live. Every method rejects with BUCKET_NOT_FOUND when the bucket is absent (only `head` may
 * answer `undefined` instead), with ACCESS_DENIED when the store refuses, with STORAGE_UNAVAILABLE when a
 * retry may help, and with STORAGE_FAILED for the rest.
 */
export interface StoragePort {
  /** Resolves to the object's description, `undefined` when it is absent; a failure never reads as absent. */
  head(address: ObjectAddress, options?: StorageReadOptions): Promise<StoredObject | undefined>;
  /** Rejects with OBJECT_NOT_FOUND before the first chunk. */
  get(address: ObjectAddress, options?: StorageGetOptions): Promise<StoredObjectBody>;
  /** The object appears whole, with its metadata, or not at all; resolves to what is stored. */
  put(
    address: ObjectAddress,
    source: ByteSource,
    options?: StoragePutOptions,
  ): Promise<StoredObject>;
  /** Idempotent: an absent object is a success. */
  delete(address: ObjectAddress, options?: StorageDeleteOptions): Promise<void>;
  /** Deletes every key it can; resolves to those that it could not. */
  deleteMany(
    bucket: string,
    keys: readonly string[],
    options?: AbortOptions,
  ): Promise<readonly DeleteFailure[]>;
  /** Server-side copy, whole or not at all; OBJECT_NOT_FOUND when the source is absent. */
  copy(from: ObjectAddress, to: ObjectAddress, options?: StorageCopyOptions): Promise<StoredObject>;
  /** The object's tags; absent where a store has none. OBJECT_NOT_FOUND when the object is. */
  getTags?(
    address: ObjectAddress,
    options?: AbortOptions,
  ): Promise<Readonly<Record<string, string>>>;
  /** Objects and common prefixes in UTF-8 byte order of their keys, lazily paged. */
  list(bucket: string, options?: StorageListOptions): AsyncIterable<ListEntry>;
}
