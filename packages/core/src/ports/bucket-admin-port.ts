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

/** Buckets themselves; a port of its own, because not every store or caller has the right. */
export interface BucketAdminPort {
  /** BUCKET_EXISTS when it is there, INVALID_ARGUMENT when the name is not a bucket name. */
  createBucket(bucket: string, options?: CreateBucketOptions): Promise<void>;
  /** BUCKET_NOT_FOUND when absent, BUCKET_NOT_EMPTY while it holds any object. */
  deleteBucket(bucket: string, options?: AbortOptions): Promise<void>;
  bucketExists(bucket: string, options?: AbortOptions): Promise<boolean>;
  /** By name, in UTF-8 byte order. */
  listBuckets(options?: ListBucketsOptions): Promise<readonly BucketInfo[]>;
}
