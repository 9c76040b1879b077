import type fc from 'fast-check';
import type { MemoryStorage } from '../src/memory/memory-storage.ts';
import type { StoragePort } from '../src/ports/storage-port.ts';

/** A view on a storage in which every call waits for its turn, which the scheduler gives in any order. */
export function scheduled(
  storage: MemoryStorage,
  scheduler: fc.Scheduler,
  actor: string,
): StoragePort {
  const turn = async (call: string) => {
    await scheduler.schedule(Promise.resolve(), `${actor}: ${call}`);
  };
  return {
    head: async (address, options) => {
      await turn(`head ${address.key}`);
      return await storage.head(address, options);
    },
    get: async (address, options) => {
      await turn(`get ${address.key}`);
      return await storage.get(address, options);
    },
    put: async (address, source, options) => {
      await turn(`put ${address.key}`);
      return await storage.put(address, source, options);
    },
    delete: async (address, options) => {
      await turn(`delete ${address.key}`);
      await storage.delete(address, options);
    },
    deleteMany: async (bucket, keys, options) => {
      await turn(`deleteMany ${keys.join()}`);
      return await storage.deleteMany(bucket, keys, options);
    },
    copy: async (from, to, options) => {
      await turn(`copy ${from.key} to ${to.key}`);
      return await storage.copy(from, to, options);
    },
    async *list(bucket, options) {
      await turn(`list ${options?.prefix ?? ''}`);
      yield* storage.list(bucket, options);
    },
  };
}
