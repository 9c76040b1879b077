import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { describeDamage } from './describe-damage.ts';

describeWithS3('verify', (server) => {
  describeDamage('a bucket of S3', async () => {
    const client = createTestClient(server);
    return { storage: new S3Storage({ client }), bucket: await freshBucket(client) };
  });
});
