import { createHash } from 'node:crypto';
import { bufferSource, collect } from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { expect, it } from 'vitest';
import { createDeltaGlider } from '../src/create-delta-glider.ts';
import { fillBucket, logicalKeys, original } from './python-tool-bucket.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describeWithS3('a bucket that the Python tool wrote, on S3', (server) => {
  it('is listed, restored byte for byte, and goes on being written', async () => {
    const client = createTestClient(server);
    const storage = new S3Storage({ client });
    const bucket = await freshBucket(client);
    await fillBucket(storage, bucket);
    await using glider = await createDeltaGlider({
      store: { storage, buckets: storage },
      cache: { backend: 'memory' },
    });
    const read = async (key: string) => {
      const { body } = await glider.get({ address: { bucket, key } });
      return sha256(await collect(body));
    };
    const listed: [string, number][] = [];
    for await (const entry of glider.list({ bucket })) {
      if (entry.type === 'object') listed.push([entry.key, entry.size]);
    }
    expect(listed).toEqual(logicalKeys.map((key) => [key, original(key).length]));
    for (const key of logicalKeys) expect(await read(key), key).toBe(sha256(original(key)));
    const next = { bucket, key: 'releases/v1/app-1.0.2.zip' };
    const body = bufferSource(original(next.key));
    expect(await glider.put({ address: next, body })).toMatchObject({ stored: 'delta' });
    expect(await read(next.key)).toBe(sha256(original(next.key)));
    client.destroy();
  });
});
