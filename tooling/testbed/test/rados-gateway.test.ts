import { existsSync } from 'node:fs';

import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';

import { createTestClient, freshBucket, startRadosGateway } from '../src/index.ts';
import { describeWithRadosGateway } from '../src/vitest/index.ts';
import { processesWith } from './processes-with.ts';

const options = { storageClasses: ['STANDARD_IA'], conf: ['rgw_max_put_size = 1000000'] };

describeWithRadosGateway('a RADOS Gateway of its own', options, (gateway) => {
  test('keeps what it has acknowledged when it is killed and started again', async () => {
    const client = createTestClient(gateway());
    const Bucket = await freshBucket(client);
    await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'bytes' }));
    await gateway().kill();
    const refused = new HeadObjectCommand({ Bucket, Key: 'kept' });
    const impatient = createTestClient(gateway(), { maxAttempts: 1 });
    await expect(impatient.send(refused)).rejects.toThrow('ECONNREFUSED');
    await gateway().restart();
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await Body?.transformToString()).toBe('bytes');
    client.destroy();
    impatient.destroy();
  });

  test('refuses another user', async () => {
    const client = createTestClient(gateway());
    const Bucket = await freshBucket(client);
    await client.send(new PutObjectCommand({ Bucket, Key: 'mine', Body: 'bytes' }));
    const credentials = await gateway().addUser('somebody-else');
    const stranger = createTestClient({ ...gateway(), credentials });
    const get = stranger.send(new GetObjectCommand({ Bucket, Key: 'mine' }));
    await expect(get).rejects.toMatchObject({ name: 'AccessDenied' });
    client.destroy();
    stranger.destroy();
  });

  test('has the storage classes and the settings that were asked for', async () => {
    const client = createTestClient(gateway());
    const Bucket = await freshBucket(client);
    const StorageClass = 'STANDARD_IA';
    await client.send(new PutObjectCommand({ Bucket, Key: 'cold', Body: 'bytes', StorageClass }));
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'cold' }));
    expect(head.StorageClass).toBe('STANDARD_IA');
    const large = new PutObjectCommand({ Bucket, Key: 'large', Body: Buffer.alloc(2_000_000) });
    await expect(client.send(large)).rejects.toMatchObject({ name: 'EntityTooLarge' });
    client.destroy();
  });

  test('runs beside another one, which leaves nothing behind', async () => {
    const other = await startRadosGateway();
    expect(other.endpoint).not.toBe(gateway().endpoint);
    expect(processesWith(other.directory)).toHaveLength(4); // three daemons and the guard
    await other.stop();
    await expect.poll(() => processesWith(other.directory)).toEqual([]);
    expect(existsSync(other.directory)).toBe(false);
    expect(processesWith(gateway().directory)).toHaveLength(4);
  });
});
