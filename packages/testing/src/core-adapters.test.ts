import { createHash } from 'node:crypto';
import { MemoryCache, MemoryListingCache, MemoryScratch, MemoryStorage } from '@deltaglider/core';
import {
  describeBucketAdminPort,
  describeListingCachePort,
  describeReferenceCachePort,
  describeScratchPort,
  describeStoragePort,
} from './index.ts';

describeStoragePort('MemoryStorage', {
  create: async () => {
    const storage = new MemoryStorage();
    await storage.createBucket('bucket');
    return { storage, bucket: 'bucket' };
  },
});

describeBucketAdminPort('MemoryStorage', {
  create: async () => {
    const storage = new MemoryStorage();
    return { admin: storage, storage };
  },
});

describeReferenceCachePort('MemoryCache', {
  create: async () => ({ cache: new MemoryCache(() => createHash('sha256')) }),
});

describeScratchPort('MemoryScratch', {
  create: async () => ({ scratch: new MemoryScratch() }),
});

describeListingCachePort('MemoryListingCache', {
  create: async () => ({ cache: new MemoryListingCache() }),
});
