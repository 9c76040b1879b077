import {
  bufferSource,
  collect,
  type ListEntry,
  type ObjectAddress,
  type StorageGetOptions,
  type StorageListOptions,
  type StoragePort,
  type StoragePutOptions,
  type StoredObject,
} from '@deltaglider/core';
import { afterEach, beforeEach } from 'vitest';
import type {
  DescribeStorageOptions,
  StorageDeviations,
  StorageSubject,
} from './storage-subject.ts';

/** What every case works with: the subject of the test that is running, and short ways to use it. */
export interface StorageContext {
  readonly deviations: StorageDeviations;
  readonly storage: () => StoragePort;
  readonly at: (key: string) => ObjectAddress;
  readonly put: (
    key: string,
    content?: Content,
    options?: StoragePutOptions,
  ) => Promise<StoredObject>;
  readonly read: (key: string, options?: StorageGetOptions) => Promise<string>;
  /** The keys of a listing; common prefixes are marked by `PRE `. */
  readonly list: (options?: StorageListOptions) => Promise<string[]>;
}

/** Text stands for its UTF-8 bytes. */
type Content = string | Uint8Array;

/** Registers hooks that make a fresh subject for every test of the enclosing suite. */
export function useStorage(options: DescribeStorageOptions): StorageContext {
  let subject: StorageSubject | undefined;
  beforeEach(async () => {
    subject = await options.create();
  });
  afterEach(async () => {
    await subject?.close?.();
    subject = undefined;
  });
  return contextOf(() => {
    if (subject === undefined) throw new Error('No test is running.');
    return subject;
  }, options.deviations ?? {});
}

/** The context over a subject that may change. */
export function contextOf(
  subject: () => StorageSubject,
  deviations: StorageDeviations,
): StorageContext {
  const storage = (): StoragePort => subject().storage;
  const at = (key: string): ObjectAddress => ({ bucket: subject().bucket, key });
  return {
    deviations,
    storage,
    at,
    put: (key, content = key, options) =>
      storage().put(at(key), bufferSource(toBytes(content)), options),
    read: async (key, options) => {
      const { body } = await storage().get(at(key), options);
      return new TextDecoder().decode(await collect(body));
    },
    list: async (options) => {
      const rows: string[] = [];
      for await (const entry of storage().list(subject().bucket, options))
        rows.push(formatEntry(entry));
      return rows;
    },
  };
}

export function formatEntry(entry: ListEntry): string {
  return entry.type === 'prefix' ? `PRE ${entry.key}` : entry.key;
}

function toBytes(content: Content): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
