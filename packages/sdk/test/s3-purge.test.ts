import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { bufferSource, deleteObject, putObject } from '@deltaglider/core';
import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { expect, it } from 'vitest';
import { purgeBucket } from '../src/index.ts';
import { clientOf, version } from './safety-engine.ts';

const DAY = 24 * 3_600_000;

describeWithS3('a purge of a bucket of S3', (server) => {
  it('frees what has expired, and only then', async () => {
    const client = createTestClient(server);
    const storage = new S3Storage({ client });
    const bucket = await freshBucket(client);
    const engine = clientOf(storage);
    const store = (key: string, seed: number) =>
      putObject(engine, { address: { bucket, key }, body: bufferSource(version(seed)) });
    await store('app/1.zip', 1);
    await store('gone/1.zip', 2);
    await deleteObject(engine, { address: { bucket, key: 'gone/1.zip' } });
    await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'big.zip' }));
    const leave = async (name: string, metadata: Readonly<Record<string, string>>) => {
      const address = { bucket, key: `.deltaglider/tmp/${name}` };
      await storage.put(address, bufferSource(version(3)), { metadata });
    };
    await leave('over', { 'dg-expires-at': '2026-01-01T00:00:00.000000Z' });
    await leave('later', { 'dg-expires-at': '2999-01-01T00:00:00.000000Z' });
    const purge = (clock: () => Date) =>
      purgeBucket({ engine: clientOf(storage, { clock }), bucket, uploads: storage });
    expect(await purge(() => new Date())).toMatchObject({ purged: 1, young: 3, failed: 0 });
    const nextWeek = () => new Date(Date.now() + 8 * DAY);
    expect(await purge(nextWeek)).toMatchObject({ purged: 2, young: 1, failed: 0 });
    expect(await purge(nextWeek)).toMatchObject({ purged: 0, young: 1, failed: 0 });
    const left: string[] = [];
    for await (const { key } of storage.list(bucket)) left.push(key);
    expect(left).toEqual(['.deltaglider/tmp/later', 'app/1.zip.delta', 'app/reference.bin']);
    client.destroy();
  });
});
