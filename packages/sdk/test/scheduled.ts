import type { MemoryStorage, StoragePort } from '@deltaglider/core';
import type fc from 'fast-check';

/** A view on a storage in which every call waits for its turn, which the scheduler gives in any order. */
export function scheduled(
  storage: MemoryStorage,
  scheduler: fc.Scheduler,
  actor: string,
): StoragePort {
  const turn = async (call: string): Promise<MemoryStorage> => {
    await scheduler.schedule(Promise.resolve(), `${actor}: ${call}`);
    return storage;
  };
  return {
    head: async (address, options) => (await turn(`head ${address.key}`)).head(address, options),
    get: async (address, options) => (await turn(`get ${address.key}`)).get(address, options),
    put: async (address, source, options) =>
      (await turn(`put ${address.key}`)).put(address, source, options),
    delete: async (address, options) =>
      (await turn(`delete ${address.key}`)).delete(address, options),
    deleteMany: async (bucket, keys, options) =>
      (await turn(`deleteMany ${keys.join()}`)).deleteMany(bucket, keys, options),
    copy: async (from, to, options) =>
      (await turn(`copy ${from.key} to ${to.key}`)).copy(from, to, options),
    async *list(bucket, options) {
      yield* (await turn(`list ${options?.prefix ?? ''}`)).list(bucket, options);
    },
  };
}
