import { S3Client } from '@aws-sdk/client-s3';
import { bufferSource, collect, type StoragePutOptions } from '@deltaglider/core';
import { outcomeOf, rejectionOf } from '@deltaglider/testing';
import { createTestClient, freshBucket, MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../src/index.ts';

const server = await MemoryS3Server.start();
const client = createTestClient(server);
const small = bufferSource(new Uint8Array([1, 2, 3]));
let bucket: string;
const at = (key: string) => ({ bucket, key });

beforeEach(async () => {
  server.deny = [];
  bucket = await freshBucket(client);
  server.clearRequests();
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const probes = () =>
  server.requests
    .filter(({ key }) => key.startsWith('.deltaglider/'))
    .map((each) => each.operation);

describe('what a store honours', () => {
  it('is tried out once, however many write at once, and leaves nothing', async () => {
    const storage = new S3Storage({ client });
    const keys = Array.from({ length: 12 }, (_, i) => `key-${i}`);
    await Promise.all(keys.map((key) => storage.put(at(key), small, { ifAbsent: true })));
    expect(probes()).toEqual(['PutObject', 'PutObject', 'DeleteObject']);
    await storage.put(at('later'), small, { ifAbsent: true });
    expect(probes()).toHaveLength(3);
    const { etag } = await storage.put(at('other'), small, { ifAbsent: true });
    await storage.put(at('other'), small, { ifMatch: etag });
    await storage.copy(at('other'), at('copy'), { ifAbsent: true });
    await storage.delete(at('other'), { ifMatch: etag });
    expect([...server.bucket(bucket).objects.keys()].filter((key) => key.startsWith('.'))).toEqual(
      [],
    );
    expect(server.bucket(bucket).uploads.size).toBe(0);
  });

  it('is not relied on where it cannot be tried out', async () => {
    server.deny = ({ key, operation }) =>
      operation === 'PutObject' && key.startsWith('.deltaglider/');
    const storage = new S3Storage({ client });
    await storage.put(at('key'), small, { ifAbsent: true, metadata: { a: 'b' } });
    expect(await outcomeOf(storage.put(at('key'), small, { ifAbsent: true }))).toBe(
      'OBJECT_EXISTS',
    );
    const puts = server.requests.filter(
      (each) => each.operation === 'PutObject' && each.key === 'key',
    );
    expect(puts.map(({ headers }) => headers['if-none-match'])).toEqual([undefined]);
  });

  it('is known of AWS by its name', async () => {
    const hosts: string[] = [];
    const reason = new Error('no network here');
    const requestHandler = {
      handle: (request: { hostname: string; method: string; path: string }) => {
        hosts.push(`${request.method} ${request.hostname} ${request.path}`);
        return Promise.reject(reason);
      },
    };
    const credentials = server.credentials;
    const aws = new S3Client({ region: 'eu-west-1', credentials, requestHandler, maxAttempts: 1 });
    const storage = new S3Storage({ client: aws });
    await rejectionOf(storage.head({ bucket: 'some-bucket', key: 'key' }));
    await rejectionOf(
      storage.put({ bucket: 'some-bucket', key: 'key' }, small, { ifAbsent: true }),
    );
    expect(hosts.join('\n')).not.toContain('.deltaglider');
    expect(hosts[1]).toBe('PUT some-bucket.s3.eu-west-1.amazonaws.com /key');
    aws.destroy();
  });
});

describe('settings', () => {
  const storage = new S3Storage({ client });
  const headersOf = (): Readonly<Record<string, string>> =>
    server.requests.find(({ operation }) => operation === 'PutObject')?.headers ?? {};

  it.each<[string, StoragePutOptions, Readonly<Record<string, string>>]>([
    [
      'a class',
      { placement: { storageClass: 'STANDARD_IA' } },
      { 'x-amz-storage-class': 'STANDARD_IA' },
    ],
    ['an ACL', { access: { acl: 'private' } }, { 'x-amz-acl': 'private' }],
    [
      'grants',
      { access: { grants: { read: 'id=1', fullControl: 'id=2' } } },
      { 'x-amz-grant-read': 'id=1', 'x-amz-grant-full-control': 'id=2' },
    ],
    ['tags', { tags: { 'a b': 'c&d' } }, { 'x-amz-tagging': 'a%20b=c%26d' }],
    [
      'KMS',
      { placement: { encryption: { algorithm: 'aws:kms', keyId: 'my-key', bucketKey: true } } },
      {
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'my-key',
        'x-amz-server-side-encryption-bucket-key-enabled': 'true',
      },
    ],
  ])('send %s', async (_, options, headers) => {
    await storage.put(at('key'), small, options);
    expect(headersOf()).toMatchObject(headers);
  });

  it('come back by head', async () => {
    const placement = {
      storageClass: 'STANDARD_IA',
      encryption: { algorithm: 'aws:kms', keyId: 'my-key' },
    };
    const put = await storage.put(at('key'), small, { placement });
    expect(put.placement).toMatchObject(placement);
    expect((await storage.head(at('key')))?.placement).toMatchObject(placement);
  });

  it('keep an object under a customer key, which everybody needs then', async () => {
    const customerKey = { bytes: new Uint8Array(32).fill(9) };
    for (const threshold of [1, 1_000]) {
      const own = new S3Storage({ client, multipartThreshold: threshold });
      await own.put(at('secret'), small, { customerKey });
      expect(await collect((await own.get(at('secret'), { customerKey })).body)).toHaveLength(3);
      expect(await own.head(at('secret'), { customerKey })).toMatchObject({ size: 3 });
      const error = await rejectionOf(own.get(at('secret')));
      expect(String(error)).toMatch(/secret.*encrypt/i);
    }
  });
});
