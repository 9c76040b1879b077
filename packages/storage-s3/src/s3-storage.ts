import type {
  AbortOptions,
  BucketAccess,
  BucketAcl,
  BucketAdminPort,
  BucketInfo,
  CreateBucketOptions,
  ListBucketsOptions,
  BucketWebsite,
  ByteSource,
  DeleteFailure,
  Diagnosis,
  IncompleteUpload,
  IncompleteUploadsPort,
  ListIncompleteUploadsOptions,
  ListEntry,
  ObjectAddress,
  PresignedUrl,
  PresigningPort,
  PresignOptions,
  StorageCopyOptions,
  StorageDeleteOptions,
  StorageGetOptions,
  StorageListOptions,
  StoragePort,
  StoragePutOptions,
  StorageReadOptions,
  StoreDiagnosticsPort,
  StoredObject,
  StoredObjectBody,
} from '@deltaglider/core';
import { getBucketAcl, putBucketAcl } from './buckets/bucket-acl.ts';
import { putBucketWebsite } from './buckets/bucket-website.ts';
import { bucketExists, createBucket, deleteBucket, listBuckets } from './buckets/buckets.ts';
import { createContext, type S3Context } from './context.ts';
import { copyObject } from './copies/copy-object.ts';
import { deleteMany } from './deletes/delete-many.ts';
import { deleteObject } from './deletes/delete-object.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { listObjects } from './listing/list-objects.ts';
import { getObject } from './objects/get-object.ts';
import { headObject } from './objects/head-object.ts';
import { presign } from './objects/presign.ts';
import type { S3StorageOptions } from './s3-storage-options.ts';
import { getTags } from './tags/get-tags.ts';
import { abortIncompleteUpload, listIncompleteUploads } from './uploads/incomplete-uploads.ts';
import { putObject } from './uploads/put-object.ts';

/** Objects in Amazon S3, or in a store that speaks its language, through a client of the caller's. */
export class S3Storage
  implements
    StoragePort,
    BucketAdminPort,
    IncompleteUploadsPort,
    PresigningPort,
    StoreDiagnosticsPort
{
  readonly #context: S3Context;

  constructor(options: S3StorageOptions) {
    this.#context = createContext(options);
  }

  async head(
    address: ObjectAddress,
    options?: StorageReadOptions,
  ): Promise<StoredObject | undefined> {
    return await headObject(this.#context, address, options);
  }

  async get(address: ObjectAddress, options?: StorageGetOptions): Promise<StoredObjectBody> {
    return await getObject(this.#context, address, options);
  }

  async put(
    address: ObjectAddress,
    source: ByteSource,
    options: StoragePutOptions = {},
  ): Promise<StoredObject> {
    return await putObject(this.#context, address, { source, options });
  }

  async delete(address: ObjectAddress, options?: StorageDeleteOptions): Promise<void> {
    await deleteObject(this.#context, address, options);
  }

  async deleteMany(
    bucket: string,
    keys: readonly string[],
    { signal }: AbortOptions = {},
  ): Promise<readonly DeleteFailure[]> {
    return await deleteMany(this.#context, bucket, { keys, signal });
  }

  async copy(
    from: ObjectAddress,
    to: ObjectAddress,
    options?: StorageCopyOptions,
  ): Promise<StoredObject> {
    return await copyObject(this.#context, { from, to }, options);
  }

  list(bucket: string, options?: StorageListOptions): AsyncIterable<ListEntry> {
    return listObjects(this.#context, bucket, options);
  }

  async getTags(
    address: ObjectAddress,
    options?: AbortOptions,
  ): Promise<Readonly<Record<string, string>>> {
    return await getTags(this.#context, address, options);
  }

  async presign(address: ObjectAddress, options: PresignOptions): Promise<PresignedUrl> {
    return await presign(this.#context, address, options);
  }

  listIncompleteUploads(
    bucket: string,
    options?: ListIncompleteUploadsOptions,
  ): AsyncIterable<IncompleteUpload> {
    return listIncompleteUploads(this.#context, bucket, options);
  }

  async abortIncompleteUpload(
    bucket: string,
    upload: Pick<IncompleteUpload, 'key' | 'uploadId'>,
    options?: AbortOptions,
  ): Promise<void> {
    await abortIncompleteUpload(this.#context, { bucket, ...upload }, options);
  }

  async createBucket(bucket: string, options?: CreateBucketOptions): Promise<void> {
    await createBucket(this.#context, bucket, options);
  }

  async deleteBucket(bucket: string, options?: AbortOptions): Promise<void> {
    await deleteBucket(this.#context, bucket, options);
  }

  async bucketExists(bucket: string, options?: AbortOptions): Promise<boolean> {
    return await bucketExists(this.#context, bucket, options);
  }

  async listBuckets(options?: ListBucketsOptions): Promise<readonly BucketInfo[]> {
    return await listBuckets(this.#context, options);
  }

  async getBucketAcl(bucket: string, options?: AbortOptions): Promise<BucketAcl> {
    return await getBucketAcl(this.#context, bucket, options);
  }

  async putBucketAcl(bucket: string, access: BucketAccess, options?: AbortOptions): Promise<void> {
    await putBucketAcl(this.#context, { bucket, access }, options);
  }

  async putBucketWebsite(
    bucket: string,
    website: BucketWebsite,
    options?: AbortOptions,
  ): Promise<void> {
    await putBucketWebsite(this.#context, { bucket, website }, options);
  }

  diagnose(bucket: string | undefined, options?: AbortOptions): AsyncIterable<Diagnosis> {
    return diagnose(this.#context, bucket, options);
  }
}
