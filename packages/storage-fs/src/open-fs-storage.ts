import { realpath } from 'node:fs/promises';
import { translated } from './errors/from-node-error.ts';
import { unless } from './errors/node-error.ts';
import { bucketPlace } from './files/bucket-place.ts';
import { sweep } from './files/sweep.ts';
import type { FsStorageOptions } from './fs-storage-options.ts';
import { FsStorage } from './fs-storage.ts';

/**
 * Opens a directory as a storage, and removes what killed processes left in its buckets. The directory need
 * not exist yet. @throws ACCESS_DENIED when it cannot be read.
 */
export async function openFsStorage(options: FsStorageOptions): Promise<FsStorage> {
  const { root, clock = () => new Date() } = options;
  const storage = new FsStorage(options);
  for (const { name } of await storage.listBuckets()) {
    await translated({ action: 'open', bucket: name }, async () => {
      const realRoot = await unless(realpath(root), 'ENOENT');
      // A bucket that may be read but not written is as good as swept.
      if (realRoot !== undefined) {
        await unless(sweep(bucketPlace(realRoot, name), clock()), 'EACCES', 'EPERM', 'EROFS');
      }
    });
  }
  return storage;
}
