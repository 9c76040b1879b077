import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeListingCachePort, describeReferenceCachePort } from '@deltaglider/testing';
import { FsReferenceCache } from './disk/fs-reference-cache.ts';
import { ephemeralCacheKey } from './keys/cache-key.ts';
import { FsListingCache } from './listing/fs-listing-cache.ts';
import { MemoryReferenceCache } from './memory/memory-reference-cache.ts';

async function flipMiddleBit(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, Math.floor(size / 2));
  byte.writeUInt8(byte.readUInt8() ^ 1);
  await file.write(byte, 0, 1, Math.floor(size / 2));
  await file.close();
}

describeReferenceCachePort('FsReferenceCache', {
  create: async () => {
    const options = {
      directory: await mkdtemp(join(tmpdir(), 'dg-cache-test-')),
      key: ephemeralCacheKey(),
    };
    return {
      cache: await FsReferenceCache.open(options),
      damage: (sha256) => flipMiddleBit(join(options.directory, 'v1', sha256)),
      reopen: () => FsReferenceCache.open(options),
      close: () => rm(options.directory, { recursive: true, force: true }),
    };
  },
});

describeReferenceCachePort('MemoryReferenceCache', {
  create: async () => ({ cache: new MemoryReferenceCache({ key: ephemeralCacheKey() }) }),
});

describeListingCachePort('FsListingCache', {
  create: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'dg-cache-test-'));
    const options = { directory, key: ephemeralCacheKey(), store: 'file:///store' };
    return {
      cache: new FsListingCache(options),
      reopen: async () => new FsListingCache(options),
      close: () => rm(directory, { recursive: true, force: true }),
    };
  },
});
