import { createHash } from 'node:crypto';
import {
  collect,
  MemoryStorage,
  readStream,
  type ByteSource,
  type ListEntry,
  type ObjectAddress,
  type StorageCopyOptions,
  type StorageDeleteOptions,
  type StorageGetOptions,
  type StorageListOptions,
  type StoragePutOptions,
  type StoredObject,
  type StoredObjectBody,
} from '@deltaglider/core';

/** A store in memory whose ETags are the MD5s of the content, as those of S3 are. */
export class Md5Storage extends MemoryStorage {
  /** By the ETag that it has below. */
  readonly #md5 = new Map<string, string>();

  override async put(address: ObjectAddress, source: ByteSource, options: StoragePutOptions = {}) {
    const digest = createHash('md5').update(await collect(readStream(source)));
    const stored = await super.put(address, source, await this.#below(address, options));
    this.#md5.set(stored.etag, digest.digest('hex'));
    return this.#above(stored);
  }

  override async head(address: ObjectAddress): Promise<StoredObject | undefined> {
    const found = await super.head(address);
    return found && this.#above(found);
  }

  override async get(
    address: ObjectAddress,
    options: StorageGetOptions = {},
  ): Promise<StoredObjectBody> {
    return this.#above(await super.get(address, await this.#below(address, options)));
  }

  override async delete(address: ObjectAddress, options: StorageDeleteOptions = {}) {
    await super.delete(address, await this.#below(address, options));
  }

  override async copy(from: ObjectAddress, to: ObjectAddress, options: StorageCopyOptions = {}) {
    const before = await super.head(from);
    const stored = await super.copy(from, to, await this.#below(from, options));
    this.#md5.set(stored.etag, this.#md5.get(before?.etag ?? '') ?? '');
    return this.#above(stored);
  }

  override async *list(
    bucket: string,
    options: StorageListOptions = {},
  ): AsyncGenerator<ListEntry> {
    for await (const row of super.list(bucket, options)) {
      yield row.type === 'object' ? this.#above(row) : row;
    }
  }

  #above<T extends { readonly etag: string }>(row: T): T {
    return { ...row, etag: this.#md5.get(row.etag) ?? row.etag };
  }

  /** The condition in the ETags below. */
  async #below<T extends { readonly ifMatch?: string | undefined }>(
    address: ObjectAddress,
    options: T,
  ): Promise<T> {
    if (options.ifMatch === undefined) return options;
    const now = await super.head(address);
    const isMet = now !== undefined && this.#md5.get(now.etag) === options.ifMatch;
    return isMet ? { ...options, ifMatch: now.etag } : options;
  }
}
