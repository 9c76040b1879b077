import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import {
  directoryOf,
  type ListedMeaning,
  type ListedObject,
  type ListingCachePort,
  type MeantRow,
} from '@deltaglider/core';
import { FrameDirectory } from './frame-directory.ts';
import { decodeMeaning, encodeRecord, fingerprintOf } from './listing-record.ts';
import { RecordTable } from './record-table.ts';
import { deriveKey, FRAME_OVERHEAD, SealedFrames } from './sealed-frames.ts';

/** The version of layout and format: another version lives beside this one and neither sees the other. */
const FORMAT_DIRECTORY = 'listing-v1';
/** Some 1.6 million rows. */
const DEFAULT_MAX_BYTES = 128 * 2 ** 20;
/**
 * Files that a bucket's deltaspaces are spread over: few, so that thousands of small deltaspaces cost few files;
 * but more than one, so that a small deltaspace of a large bucket costs a small file.
 */
const SHARDS = 32;

export interface FsListingCacheOptions {
  /** The directory of the cache, created when it is missing. Any number of processes may share it. */
  readonly directory: string;
  /** From `loadCacheKey` or `ephemeralCacheKey`. */
  readonly key: KeyObject;
  /** Names the store among all others: what is remembered of one is never told of another. */
  readonly store: string;
  /** Bytes on disk, and in memory, for all stores together. @default 128 MiB */
  readonly maxBytes?: number | undefined;
  /** The clock behind "last use". @default the system's */
  readonly now?: (() => Date) | undefined;
}

/** The records of one file, and whether the file needs to be written anew. */
interface Shard {
  readonly table: RecordTable;
  fileSize: number;
  isDamaged: boolean;
}

/**
 * Remembers rows of listings in a few encrypted files, from run to run. Processes append to the same files without
 * locks: what two do at once may be lost, and what is damaged is forgotten; either costs requests to the store.
 */
export class FsListingCache implements ListingCachePort {
  readonly #files: FrameDirectory;
  readonly #frames: SealedFrames;
  readonly #nameKey: Buffer;
  readonly #store: string;
  readonly #maxBytes: number;
  /** Least recently used first. */
  readonly #shards = new Map<string, Promise<Shard>>();

  constructor(options: FsListingCacheOptions) {
    const { maxBytes = DEFAULT_MAX_BYTES, now = () => new Date() } = options;
    const directory = join(options.directory, FORMAT_DIRECTORY);
    this.#files = new FrameDirectory({ directory, maxBytes, now });
    this.#frames = new SealedFrames(deriveKey(options.key, 'frames'));
    this.#nameKey = deriveKey(options.key, 'names');
    this.#store = options.store;
    this.#maxBytes = maxBytes;
  }

  /** @throws ACCESS_DENIED, STORAGE_FAILED when a file is there and cannot be read */
  async find(
    bucket: string,
    rows: readonly ListedObject[],
  ): Promise<readonly (ListedMeaning | undefined)[]> {
    const nameOf = this.#namesIn(bucket);
    const names = rows.map(nameOf);
    const tables = new Map<string, RecordTable>();
    for (const name of new Set(names)) {
      tables.set(name, (await this.#shard(name)).table);
      await this.#forgetOthers(name);
    }
    return rows.map((row, i) => {
      const payload = tables.get(names[i] ?? '')?.find(fingerprintOf(row));
      return payload && decodeMeaning(payload);
    });
  }

  /** @throws ACCESS_DENIED, STORAGE_FULL, STORAGE_FAILED */
  async add(bucket: string, entries: readonly MeantRow[]): Promise<void> {
    const nameOf = this.#namesIn(bucket);
    const records = new Map<string, Buffer[]>();
    for (const { row, meaning } of entries) {
      const record = encodeRecord(fingerprintOf(row), meaning);
      if (record === undefined) continue;
      const name = nameOf(row);
      const others = records.get(name);
      if (others === undefined) records.set(name, [record]);
      else others.push(record);
    }
    for (const [name, some] of records) await this.#keep(name, Buffer.concat(some));
  }

  async #keep(name: string, records: Buffer): Promise<void> {
    const shard = await this.#shard(name);
    shard.table.add(records);
    const frame = this.#frames.seal(name, records);
    const size = shard.fileSize + frame.length;
    // Half of it may be what two processes wrote both, or a limit's worth of what is gone from the store.
    const isWasteful = size > 2 * (shard.table.bytes.length + FRAME_OVERHEAD) + 2 ** 16;
    if (shard.isDamaged || isWasteful || size > this.#maxBytes) await this.#rewrite(name, records);
    else {
      await this.#files.append(name, frame);
      shard.fileSize = size;
    }
    await this.#forgetOthers(name);
  }

  /** Writes what can be read, and the new records, in one piece. */
  async #rewrite(name: string, records: Buffer): Promise<void> {
    const { table } = await this.#load(name);
    table.add(records);
    const isFull = table.bytes.length + FRAME_OVERHEAD > this.#maxBytes;
    const kept = new RecordTable();
    kept.add(isFull ? table.newest(this.#maxBytes / 2) : table.bytes);
    const frame = this.#frames.seal(name, kept.bytes);
    await this.#files.replace(name, frame);
    const shard = { table: kept, fileSize: frame.length, isDamaged: false };
    this.#shards.set(name, Promise.resolve(shard));
  }

  /** The file's records as they are in memory, where they are. */
  async #shard(name: string): Promise<Shard> {
    const shard = this.#shards.get(name) ?? this.#load(name);
    this.#shards.delete(name);
    this.#shards.set(name, shard);
    try {
      return await shard;
    } catch (error) {
      if (this.#shards.get(name) === shard) this.#shards.delete(name);
      throw error;
    }
  }

  async #load(name: string): Promise<Shard> {
    const bytes = await this.#files.read(name);
    const { contents, isWhole } = this.#frames.open(name, bytes);
    const table = new RecordTable();
    for (const content of contents) table.add(content);
    return { table, fileSize: bytes.length, isDamaged: !isWhole };
  }

  /** Keeps memory within the limit. */
  async #forgetOthers(keep: string): Promise<void> {
    let total = 0;
    for (const [name, loading] of [...this.#shards].reverse()) {
      const { table } = await loading;
      total += table.bytes.length;
      if (total > this.#maxBytes && name !== keep) this.#shards.delete(name);
    }
  }

  /** The names of files by rows: digests, so that they tell nothing. */
  #namesIn(bucket: string): (row: ListedObject) => string {
    const names = new Map<number, string>();
    let last: { directory: string; name: string } | undefined;
    return ({ key }) => {
      const directory = directoryOf(key);
      if (last?.directory === directory) return last.name;
      const shard = createHash('sha256').update(directory).digest().readUInt8() % SHARDS;
      const name = names.get(shard) ?? this.#nameOf(bucket, shard);
      names.set(shard, name);
      last = { directory, name };
      return name;
    };
  }

  #nameOf(bucket: string, shard: number): string {
    const place = JSON.stringify([this.#store, bucket, shard]);
    return createHmac('sha256', this.#nameKey).update(place).digest('hex').slice(0, 32);
  }
}
