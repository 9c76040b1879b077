import {
  assertNoBucketSettings,
  assertNoSettings,
  DeltaGliderError,
  formatAddress,
  type AbortOptions,
  type BucketAdminPort,
  type CreateBucketOptions,
  type ListBucketsOptions,
  type BucketInfo,
  type ByteRange,
  type ByteSource,
  type DeleteFailure,
  type ListEntry,
  type ObjectAddress,
  type StorageCopyOptions,
  type StorageDeleteOptions,
  type StorageGetOptions,
  type StorageListOptions,
  type StoragePort,
  type StoragePutOptions,
  type StoredObject,
  type StoredObjectBody,
} from '@deltaglider/core';
import { createBucket, deleteBucket, listBuckets } from './buckets.ts';
import { objectNotFound } from './errors/failures.ts';
import { fromNodeError, translated } from './errors/from-node-error.ts';
import { findBucket } from './files/bucket-place.ts';
import { FileBody } from './files/file-body.ts';
import { findObject, openObject, type FoundObject } from './files/find-object.ts';
import { placeOf, type ObjectPlace } from './files/object-place.ts';
import { assertMatch } from './files/publish.ts';
import { Remover } from './files/remover.ts';
import { createTimestamps } from './files/timestamps.ts';
import { Writer } from './files/writer.ts';
import type { FsStorageOptions } from './fs-storage-options.ts';
import { listObjects } from './listing/list-objects.ts';
import { KeyLock } from './locks/key-lock.ts';
import { DescriptionStore } from './metadata/description-store.ts';
import { extendedAttributes } from './metadata/extended-attributes.ts';

/**
 * Objects as ordinary files, `<root>/<bucket>/<key>`, each described in one extended attribute. Several
 * processes may work on the same directory. See the README for what a directory cannot hold.
 */
export class FsStorage implements StoragePort, BucketAdminPort {
  readonly #root: string;
  readonly #descriptions: DescriptionStore;
  readonly #writer: Writer;
  readonly #remover: Remover;

  constructor(options: FsStorageOptions) {
    const { root, onNotice, attributes = extendedAttributes, clock = () => new Date() } = options;
    const lock = new KeyLock();
    const timestamp = createTimestamps(clock);
    this.#root = root;
    this.#descriptions = new DescriptionStore(attributes, onNotice);
    this.#writer = new Writer({ lock, timestamp, descriptions: this.#descriptions });
    this.#remover = new Remover(lock, this.#descriptions);
  }

  async head(
    address: ObjectAddress,
    options: AbortOptions = {},
  ): Promise<StoredObject | undefined> {
    return translated({ action: 'read', ...address }, async () => {
      const place = await this.#place(address, options);
      const found = await findObject(this.#descriptions, place);
      return found && toStoredObject(place, found);
    });
  }

  async get(address: ObjectAddress, options: StorageGetOptions = {}): Promise<StoredObjectBody> {
    const { range: asked, ifMatch, signal } = options;
    return translated({ action: 'read', ...address }, async () => {
      const place = await this.#place(address, options);
      const found = await openObject(this.#descriptions, place);
      if (found === undefined) throw objectNotFound(address);
      try {
        signal?.throwIfAborted();
        assertMatch(place, found.version, ifMatch);
        const range = toRange(place, asked, found.version.size);
        const body = new FileBody(found.handle, { place, range, signal });
        return { ...toStoredObject(place, found), body };
      } catch (error) {
        await found.handle.close();
        throw error;
      }
    });
  }

  async put(
    address: ObjectAddress,
    source: ByteSource,
    options: StoragePutOptions = {},
  ): Promise<StoredObject> {
    options.signal?.throwIfAborted();
    assertNoSettings(address, options);
    const place = await translated({ action: 'write', ...address }, () =>
      this.#place(address, options),
    );
    return toStoredObject(place, await this.#writer.put(place, source, options));
  }

  async delete(address: ObjectAddress, options: StorageDeleteOptions = {}): Promise<void> {
    return translated({ action: 'delete', ...address }, async () => {
      const place = await this.#place(address, options);
      await this.#remover.remove(place, options);
    });
  }

  async deleteMany(
    bucket: string,
    keys: readonly string[],
    options: AbortOptions = {},
  ): Promise<readonly DeleteFailure[]> {
    options.signal?.throwIfAborted();
    const place = await translated({ action: 'delete from', bucket }, () =>
      findBucket(this.#root, bucket),
    );
    return this.#remover.removeMany(place, keys, options);
  }

  async copy(
    from: ObjectAddress,
    to: ObjectAddress,
    options: StorageCopyOptions = {},
  ): Promise<StoredObject> {
    options.signal?.throwIfAborted();
    assertNoSettings(to, options);
    return translated({ action: 'write', ...to }, async () => {
      const source = await this.#place(from, options);
      const place = await this.#place(to, options);
      return toStoredObject(place, await this.#writer.copy(source, place, options));
    });
  }

  async *list(
    bucket: string,
    options: StorageListOptions = {},
  ): AsyncGenerator<ListEntry, void, undefined> {
    options.signal?.throwIfAborted();
    try {
      yield* listObjects(await findBucket(this.#root, bucket), options);
    } catch (error) {
      throw fromNodeError(error, { action: 'list', bucket });
    }
  }

  async createBucket(bucket: string, options: CreateBucketOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    assertNoBucketSettings(options);
    return translated({ action: 'create', bucket }, () => createBucket(this.#root, bucket));
  }

  async deleteBucket(bucket: string, options: AbortOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    return translated({ action: 'delete', bucket }, () => deleteBucket(this.#root, bucket));
  }

  async bucketExists(bucket: string, options: AbortOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted();
    try {
      await translated({ action: 'find', bucket }, () => findBucket(this.#root, bucket));
      return true;
    } catch (error) {
      if (DeltaGliderError.is(error, 'BUCKET_NOT_FOUND')) return false;
      throw error;
    }
  }

  /** @throws ACCESS_DENIED when the root cannot be read; a root that does not exist has no buckets. */
  async listBuckets(options: ListBucketsOptions = {}): Promise<readonly BucketInfo[]> {
    options.signal?.throwIfAborted();
    assertNoBucketSettings(options);
    return translated({ action: 'list the buckets of', path: this.#root }, () =>
      listBuckets(this.#root),
    );
  }

  async #place(address: ObjectAddress, { signal }: AbortOptions): Promise<ObjectPlace> {
    signal?.throwIfAborted();
    const bucket = await findBucket(this.#root, address.bucket);
    signal?.throwIfAborted();
    return placeOf(bucket, address.key);
  }
}

function toStoredObject({ address }: ObjectPlace, found: FoundObject): StoredObject {
  const { size, etag, lastModified } = found.version;
  return { key: address.key, size, etag, lastModified, ...found.description };
}

function toRange(place: ObjectPlace, range: ByteRange | undefined, size: number): ByteRange {
  if (range === undefined) return { start: 0, end: size };
  const { start, end } = range;
  if (start >= 0 && start < size && end > start) return { start, end: Math.min(end, size) };
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `Bytes ${start} to ${end} are not in ${formatAddress(place.address)}, which has ${size}.`,
    { details: { ...place.address } },
  );
}
