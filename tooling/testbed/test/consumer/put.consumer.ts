import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';

import { createTestClient, freshBucket } from '../../src/index.ts';
import { describeWithS3 } from '../../src/vitest/index.ts';

describeWithS3('a consumer', (server) => {
  test('puts an object', async () => {
    const client = createTestClient(server);
    const Bucket = await freshBucket(client);
    const put = await client.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'bytes' }));
    expect(put.ETag).toMatch(/^"[0-9a-f]{32}"$/);
    client.destroy();
  });
});
