import { open, readFile, rename } from 'node:fs/promises';
import {
  DeltaGliderError,
  MemoryStorage,
  type AbortOptions,
  type BucketAdminPort,
  type BucketInfo,
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
  type StorageReadOptions,
  type StoredObject,
  type StoredObjectBody,
} from '@deltaglider/core';
import { fromDocument, toDocument } from './json-document.ts';
import { lockFile } from './lock-file.ts';

/**
 * Buckets in one JSON file, which is written anew, whole, with every change: for a few megabytes. One process at a
 * time has it open. What a change resolves with is in the file.
 */
export class JsonFileStorage implements StoragePort, BucketAdminPort {
  readonly #path: string;
  readonly #unlock: () => Promise<void>;
  #memory: MemoryStorage;
  /** The end of the queue of changes. */
  #idle: Promise<unknown> = Promise.resolve();

  private constructor(path: string, memory: MemoryStorage, unlock: () => Promise<void>) {
    this.#path = path;
    this.#memory = memory;
    this.#unlock = unlock;
  }

  /** A file that is absent is an empty store. @throws STORAGE_UNAVAILABLE when another process has it open */
  static async open(path: string): Promise<JsonFileStorage> {
    const unlock = await lockFile(path);
    try {
      return new JsonFileStorage(path, await load(path), unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#idle;
    await this.#unlock();
  }

  createBucket(bucket: string, options?: AbortOptions): Promise<void> {
    return this.#change((memory) => memory.createBucket(bucket, options));
  }

  deleteBucket(bucket: string, options?: AbortOptions): Promise<void> {
    return this.#change((memory) => memory.deleteBucket(bucket, options));
  }

  bucketExists(bucket: string, options?: AbortOptions): Promise<boolean> {
    return this.#memory.bucketExists(bucket, options);
  }

  listBuckets(options?: AbortOptions): Promise<readonly BucketInfo[]> {
    return this.#memory.listBuckets(options);
  }

  head(address: ObjectAddress, options?: StorageReadOptions): Promise<StoredObject | undefined> {
    return this.#memory.head(address, options);
  }

  get(address: ObjectAddress, options?: StorageGetOptions): Promise<StoredObjectBody> {
    return this.#memory.get(address, options);
  }

  put(
    address: ObjectAddress,
    source: ByteSource,
    options?: StoragePutOptions,
  ): Promise<StoredObject> {
    return this.#change((memory) => memory.put(address, source, options));
  }

  delete(address: ObjectAddress, options?: StorageDeleteOptions): Promise<void> {
    return this.#change((memory) => memory.delete(address, options));
  }

  deleteMany(
    bucket: string,
    keys: readonly string[],
    options?: AbortOptions,
  ): Promise<readonly DeleteFailure[]> {
    return this.#change((memory) => memory.deleteMany(bucket, keys, options));
  }

  copy(
    from: ObjectAddress,
    to: ObjectAddress,
    options?: StorageCopyOptions,
  ): Promise<StoredObject> {
    return this.#change((memory) => memory.copy(from, to, options));
  }

  getTags(
    address: ObjectAddress,
    options?: AbortOptions,
  ): Promise<Readonly<Record<string, string>>> {
    return this.#memory.getTags(address, options);
  }

  list(bucket: string, options?: StorageListOptions): AsyncIterable<ListEntry> {
    return this.#memory.list(bucket, options);
  }

  /** Changes are made one after the other, so that what is written is what all of them have left. */
  #change<T>(make: (memory: MemoryStorage) => Promise<T>): Promise<T> {
    const changed = this.#idle.then(async () => {
      const result = await make(this.#memory);
      await this.#save();
      return result;
    });
    this.#idle = changed.catch(() => undefined);
    return changed;
  }

  async #save(): Promise<void> {
    try {
      await writeWhole(this.#path, JSON.stringify(await toDocument(this.#memory)));
    } catch (cause) {
      // What could not be kept has not happened.
      this.#memory = await load(this.#path);
      throw new DeltaGliderError('STORAGE_FAILED', `${this.#path} cannot be written.`, { cause });
    }
  }
}

async function load(path: string): Promise<MemoryStorage> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isAbsent) return new MemoryStorage();
    throw new DeltaGliderError('STORAGE_FAILED', `${path} cannot be read.`, { cause });
  }
  return await fromDocument(text, path);
}

/** A reader, and a crash, meet the old text or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
