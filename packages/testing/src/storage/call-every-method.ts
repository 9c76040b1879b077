import { bufferSource, type AbortOptions, type StoragePort } from '@deltaglider/core';

type Call = (storage: StoragePort, bucket: string, options: AbortOptions) => Promise<unknown>;

const source = bufferSource(new Uint8Array([1, 2, 3]));

/** Every method of the port once, on the key `key` (`other` is where a copy goes). */
export const CALLS: Readonly<Record<string, Call>> = {
  head: (storage, bucket, options) => storage.head({ bucket, key: 'key' }, options),
  get: (storage, bucket, options) => storage.get({ bucket, key: 'key' }, options),
  put: (storage, bucket, options) => storage.put({ bucket, key: 'key' }, source, options),
  'put with ifAbsent': (storage, bucket, options) =>
    storage.put({ bucket, key: 'new' }, source, { ...options, ifAbsent: true }),
  'put with ifMatch': (storage, bucket, options) =>
    storage.put({ bucket, key: 'key' }, source, { ...options, ifMatch: 'e' }),
  delete: (storage, bucket, options) => storage.delete({ bucket, key: 'key' }, options),
  'delete with ifMatch': (storage, bucket, options) =>
    storage.delete({ bucket, key: 'key' }, { ...options, ifMatch: 'e' }),
  deleteMany: (storage, bucket, options) => storage.deleteMany(bucket, ['key'], options),
  copy: (storage, bucket, options) =>
    storage.copy({ bucket, key: 'key' }, { bucket, key: 'other' }, options),
  list: async (storage, bucket, options) => {
    for await (const entry of storage.list(bucket, options)) if (entry.key === '') break;
  },
  'list with prefix': async (storage, bucket, options) => {
    const listing = storage.list(bucket, { ...options, prefix: 'a/b/', delimiter: '/' });
    for await (const entry of listing) if (entry.key === '') break;
  },
};
