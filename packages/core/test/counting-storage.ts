import type { AbortOptions } from '../src/bytes/byte-source.ts';
import type { ObjectAddress } from '../src/domain/object-address.ts';
import { MemoryStorage } from '../src/memory/memory-storage.ts';
import type { ListEntry, StorageListOptions, StoredObject } from '../src/ports/storage-port.ts';

const PAGE = 1000;

/** A memory storage that counts requests as S3 would: a listing takes one for every thousand rows. */
export class CountingStorage extends MemoryStorage {
  heads: string[] = [];
  lists = 0;
  /** HEADs under way at once, at most. */
  mostAtOnce = 0;
  #atOnce = 0;

  /** What was asked since the last call of this. */
  take(): { lists: number; heads: number } {
    const taken = { lists: this.lists, heads: this.heads.length };
    this.lists = 0;
    this.heads = [];
    return taken;
  }

  override async head(
    address: ObjectAddress,
    options?: AbortOptions,
  ): Promise<StoredObject | undefined> {
    this.heads.push(address.key);
    this.#atOnce++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    // Long enough for all others that start in this turn.
    await new Promise(setImmediate);
    this.#atOnce--;
    return await super.head(address, options);
  }

  override async *list(bucket: string, options?: StorageListOptions): AsyncGenerator<ListEntry> {
    let rows = 0;
    this.lists++;
    for await (const row of super.list(bucket, options)) {
      if (rows > 0 && rows % PAGE === 0) this.lists++;
      rows++;
      yield row;
    }
  }
}
