import type { AbortOptions } from '../bytes/byte-source.ts';

export interface BucketInfo {
  readonly name: string;
  readonly createdAt: Date;
}

/** A store without such a thing throws UNSUPPORTED. */
export interface CreateBucketOptions extends AbortOptions {
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A store without such a thing throws UNSUPPORTED. */
export interface ListBucketsOptions extends AbortOptions {
  /** Only buckets of this region. */
  readonly region?: string | undefined;
}

export interface BucketOwner {
  readonly id?: string | undefined;
  readonly displayName?: string | undefined;
}

/** Whom a grant is for: an account by its id or its e-mail address, or a group by its URI. */
export interface BucketGrantee extends BucketOwner {
  readonly uri?: string | undefined;
  readonly emailAddress?: string | undefined;
}

export interface BucketGrant {
  readonly grantee: BucketGrantee;
  /** `FULL_CONTROL`, `READ`, `WRITE`, `READ_ACP` or `WRITE_ACP`. */
  readonly permission: string;
}

/** Everybody who may do something with a bucket. */
export interface BucketAcl {
  readonly owner: BucketOwner;
  readonly grants: readonly BucketGrant[];
}

/** What replaces a bucket's ACL; a store takes one of the three. */
export interface BucketAccess {
  /** A canned ACL, like `private`. */
  readonly acl?: string | undefined;
  /** Grantees, as S3 writes them: `id=...`, `uri=...`, `emailAddress=...`, with commas between. */
  readonly grants?: BucketGrants | undefined;
  readonly policy?: BucketAcl | undefined;
}

type GrantedPermission = 'fullControl' | 'read' | 'readAcp' | 'write' | 'writeAcp';

/** By permission. */
export type BucketGrants = Readonly<Partial<Record<GrantedPermission, string | undefined>>>;

/** How a store serves a bucket as a website. */
export interface BucketWebsite {
  /** What is appended to a request for a directory, like `index.html`. */
  readonly indexDocument: string;
  /** The key of what is shown instead of an error. */
  readonly errorDocument?: string | undefined;
}

/** Buckets themselves; a port of its own, because not every store or caller has the right. */
export interface BucketAdminPort {
  /** BUCKET_EXISTS when it is there, INVALID_ARGUMENT when the name is not a bucket name. */
  createBucket(bucket: string, options?: CreateBucketOptions): Promise<void>;
  /** BUCKET_NOT_FOUND when absent, BUCKET_NOT_EMPTY while it holds any object. */
  deleteBucket(bucket: string, options?: AbortOptions): Promise<void>;
  bucketExists(bucket: string, options?: AbortOptions): Promise<boolean>;
  /** By name, in UTF-8 byte order. */
  listBuckets(options?: ListBucketsOptions): Promise<readonly BucketInfo[]>;
  /** Absent where a store has no access control lists. */
  getBucketAcl?(bucket: string, options?: AbortOptions): Promise<BucketAcl>;
  /** Replaces the whole ACL; absent where a store has none. */
  putBucketAcl?(bucket: string, access: BucketAccess, options?: AbortOptions): Promise<void>;
  /** Absent where a store serves no websites. */
  putBucketWebsite?(bucket: string, website: BucketWebsite, options?: AbortOptions): Promise<void>;
}
