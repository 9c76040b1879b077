import {
  describeBucketAdminPort,
  describeStoragePort,
  type StorageDeviations,
} from '@deltaglider/testing';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { S3Storage } from './s3-storage.ts';

/** What no S3 can hold. */
const refusedKeys = Object.fromEntries(
  ['zero\u0000byte', '\u0000', 'x\u0000'].map((key) => [key, 'XML cannot carry it']),
);

/** What the RADOS Gateway of Debian 12 does otherwise than AWS. */
const gateway: StorageDeviations = {
  oneDash: 'the gateway writes dashes for underscores',
  racyDelete: 'the gateway ignores If-Match on a delete, so it is compared just before',
  refusedKeys,
};

describeWithS3('S3Storage on a server', (server) => {
  const client = createTestClient(server);
  const deviations = server.kind === 'radosgw' ? gateway : { refusedKeys };

  for (const [name, options] of Object.entries({
    S3Storage: {},
    'S3Storage, all in parts,': { multipartThreshold: 1, copyPartSize: 5 << 20 },
  })) {
    describeStoragePort(name, {
      create: async () => ({
        storage: new S3Storage({ client, partSize: 5 << 20, ...options }),
        bucket: await freshBucket(client),
      }),
      deviations,
      randomRuns: 5,
    });
  }

  describeBucketAdminPort('S3Storage', {
    create: async () => {
      const storage = new S3Storage({ client });
      return { admin: storage, storage, close: () => removeOurs(storage) };
    },
    deviations: {
      createIsIdempotent: 'to make a bucket of one’s own again is a success there',
      hasSettings: 'its buckets have tags, and most stores have one region at least',
    },
  });
});

/** The buckets of the suite have names that everybody would choose. */
async function removeOurs(storage: S3Storage): Promise<void> {
  for (const name of ['one', 'aaa', 'aa0', 'aa-1', 'aa.1', 'bbb', 'ccc']) {
    if (!(await storage.bucketExists(name))) continue;
    const keys: string[] = [];
    for await (const { key } of storage.list(name)) keys.push(key);
    await storage.deleteMany(name, keys);
    await storage.deleteBucket(name);
  }
}
