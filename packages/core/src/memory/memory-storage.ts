import { bufferSource } from '../bytes/buffer-source.ts';
import type { AbortOptions, ByteRange, ByteSource } from '../bytes/byte-source.ts';
import { compareUtf8 } from '../bytes/compare-utf8.ts';
import { collect, readStream } from '../bytes/read-stream.ts';
import { assertNoBucketSettings } from '../domain/assert-no-bucket-settings.ts';
import { assertNoSettings } from '../domain/assert-no-settings.ts';
import { isBucketName } from '../domain/bucket-name.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type {
  BucketAdminPort,
  BucketInfo,
  CreateBucketOptions,
  ListBucketsOptions,
} from '../ports/bucket-admin-port.ts';
import type {
  DeleteFailure,
  ListEntry,
  StorageCopyOptions,
  StorageDeleteOptions,
  StorageGetOptions,
  StorageListOptions,
  StoragePort,
  StoragePutOptions,
  StoredObject,
  StoredObjectBody,
} from '../ports/storage-port.ts';
import { rollUp } from '../listing/roll-up.ts';

interface Bucket {
  readonly createdAt: Date;
  readonly objects: Map<string, MemoryObject>;
}

interface MemoryObject {
  readonly description: StoredObject;
  readonly bytes: Uint8Array;
  readonly tags: Readonly<Record<string, string>>;
}

export interface MemoryStorageOptions {
  /** @default the system's clock */
  readonly clock?: () => Date;
}

/**
 * Buckets in this process's memory: for tests, trials and edge workers. Every condition is atomic. Of the
 * settings of an object it keeps the tags alone.
 */
export class MemoryStorage implements StoragePort, BucketAdminPort {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: () => Date;
  #version = 0;

  constructor(options: MemoryStorageOptions = {}) {
    this.#clock = options.clock ?? (() => new Date());
  }

  async createBucket(bucket: string, options: CreateBucketOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    assertNoBucketSettings(options);
    if (!isBucketName(bucket)) {
      throw new DeltaGliderError('INVALID_ARGUMENT', `"${bucket}" is not a bucket name.`, {
        details: { bucket, hint: 'Use 3 to 63 lower-case letters, digits, dots and hyphens.' },
      });
    }
    if (this.#buckets.has(bucket)) {
      throw new DeltaGliderError('BUCKET_EXISTS', `The bucket ${bucket} exists already.`, {
        details: { bucket },
      });
    }
    this.#buckets.set(bucket, { createdAt: this.#clock(), objects: new Map() });
  }

  async deleteBucket(bucket: string, options: AbortOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    if (this.#bucket(bucket).objects.size > 0) {
      throw new DeltaGliderError('BUCKET_NOT_EMPTY', `The bucket ${bucket} is not empty.`, {
        details: { bucket },
      });
    }
    this.#buckets.delete(bucket);
  }

  async bucketExists(bucket: string, options: AbortOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted();
    return this.#buckets.has(bucket);
  }

  async listBuckets(options: ListBucketsOptions = {}): Promise<readonly BucketInfo[]> {
    options.signal?.throwIfAborted();
    assertNoBucketSettings(options);
    return [...this.#buckets]
      .map(([name, { createdAt }]) => ({ name, createdAt }))
      .sort((a, b) => compareUtf8(a.name, b.name));
  }

  async head(
    address: ObjectAddress,
    options: AbortOptions = {},
  ): Promise<StoredObject | undefined> {
    options.signal?.throwIfAborted();
    return this.#bucket(address.bucket).objects.get(address.key)?.description;
  }

  async get(address: ObjectAddress, options: StorageGetOptions = {}): Promise<StoredObjectBody> {
    const { range, ifMatch, signal } = options;
    signal?.throwIfAborted();
    const found = this.#object(address);
    assertMatch(address, found, ifMatch);
    if (range !== undefined) assertRange(address, range, found.bytes.length);
    const body = readStream(bufferSource(found.bytes), { range, signal });
    return { ...found.description, body };
  }

  async put(
    address: ObjectAddress,
    source: ByteSource,
    options: StoragePutOptions = {},
  ): Promise<StoredObject> {
    const { signal, ifAbsent, ifMatch, metadata = {}, properties = {}, tags = {} } = options;
    signal?.throwIfAborted();
    assertNoSettings(address, { ...options, tags: {} });
    this.#bucket(address.bucket);
    const bytes = await collect(readStream(source, { signal }));
    signal?.throwIfAborted();
    const objects = this.#bucket(address.bucket).objects;
    if (ifAbsent === true) assertAbsent(address, objects);
    if (ifMatch !== undefined) assertMatch(address, objects.get(address.key), ifMatch);
    return this.#publish(address, bytes, { metadata, properties, tags });
  }

  async delete(address: ObjectAddress, options: StorageDeleteOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    const { objects } = this.#bucket(address.bucket);
    const found = objects.get(address.key);
    if (found === undefined) return;
    assertMatch(address, found, options.ifMatch);
    objects.delete(address.key);
  }

  async deleteMany(
    bucket: string,
    keys: readonly string[],
    options: AbortOptions = {},
  ): Promise<readonly DeleteFailure[]> {
    options.signal?.throwIfAborted();
    const { objects } = this.#bucket(bucket);
    for (const key of keys) objects.delete(key);
    return [];
  }

  async copy(
    from: ObjectAddress,
    to: ObjectAddress,
    options: StorageCopyOptions = {},
  ): Promise<StoredObject> {
    options.signal?.throwIfAborted();
    assertNoSettings(to, { ...options, tags: {} });
    const source = this.#object(from);
    assertMatch(from, source, options.ifMatch);
    if (options.ifAbsent === true) assertAbsent(to, this.#bucket(to.bucket).objects);
    const { metadata = source.description.metadata, tags = source.tags } = options;
    const { properties } = source.description;
    return this.#publish(to, source.bytes, { metadata, properties, tags });
  }

  async getTags(
    address: ObjectAddress,
    options: AbortOptions = {},
  ): Promise<Readonly<Record<string, string>>> {
    options.signal?.throwIfAborted();
    return this.#object(address).tags;
  }

  async *list(bucket: string, options: StorageListOptions = {}): AsyncGenerator<ListEntry> {
    options.signal?.throwIfAborted();
    const { objects } = this.#bucket(bucket);
    const { prefix = '', startAfter } = options;
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .sort(compareUtf8)
      .values();
    for (const entry of rollUp(keys, options)) {
      options.signal?.throwIfAborted();
      if (startAfter !== undefined && compareUtf8(entry.key, startAfter) <= 0) continue;
      if (entry.type === 'prefix') {
        yield entry;
        continue;
      }
      const found = objects.get(entry.key)?.description;
      if (found === undefined) continue;
      const { key, size, etag, lastModified } = found;
      yield { type: 'object', key, size, etag, lastModified };
    }
  }

  #publish(
    address: ObjectAddress,
    bytes: Uint8Array,
    about: Pick<StoredObject, 'metadata' | 'properties'> & Pick<MemoryObject, 'tags'>,
  ): StoredObject {
    this.#version += 1;
    const description: StoredObject = {
      key: address.key,
      size: bytes.length,
      etag: this.#version.toString(16).padStart(32, '0'),
      lastModified: this.#clock(),
      metadata: { ...about.metadata },
      properties: { ...about.properties },
    };
    this.#bucket(address.bucket).objects.set(address.key, { description, bytes, tags: about.tags });
    return description;
  }

  #bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) return bucket;
    throw new DeltaGliderError('BUCKET_NOT_FOUND', `The bucket ${name} does not exist.`, {
      details: { bucket: name },
    });
  }

  #object(address: ObjectAddress): MemoryObject {
    const found = this.#bucket(address.bucket).objects.get(address.key);
    if (found !== undefined) return found;
    throw new DeltaGliderError('OBJECT_NOT_FOUND', `${formatAddress(address)} does not exist.`, {
      details: { ...address },
    });
  }
}

function assertAbsent(address: ObjectAddress, objects: ReadonlyMap<string, MemoryObject>): void {
  if (!objects.has(address.key)) return;
  throw new DeltaGliderError('OBJECT_EXISTS', `${formatAddress(address)} exists already.`, {
    details: { ...address },
  });
}

function assertMatch(
  address: ObjectAddress,
  found: MemoryObject | undefined,
  etag: string | undefined,
): void {
  if (etag === undefined || found?.description.etag === etag) return;
  const now = found === undefined ? 'is gone' : 'is another object by now';
  throw new DeltaGliderError('PRECONDITION_FAILED', `${formatAddress(address)} ${now}.`, {
    details: { ...address, expected: etag, actual: found?.description.etag },
  });
}

function assertRange(address: ObjectAddress, range: ByteRange, size: number): void {
  if (range.start >= 0 && range.start < size && range.end > range.start) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `Bytes ${range.start} to ${range.end} are not in ${formatAddress(address)}, which has ${size}.`,
    { details: { ...address } },
  );
}
