import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { connect, type AddressInfo } from 'node:net';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { bufferSource, collect } from '@deltaglider/core';
import { createTestClient, MemoryS3Server, type Answer } from '@repo/testbed';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  openS3Store,
  createDeltaGlider,
  type S3Connection,
  type StoreBackend,
} from '../src/index.ts';
import { useAwsWorld } from './aws-world.ts';

const world = useAwsWorld();
const PART = 5 << 20;
const address = { bucket: 'releases', key: 'app.txt' };
const bytes = new TextEncoder().encode('content');

let server: MemoryS3Server;
const opened: StoreBackend[] = [];
beforeEach(async () => {
  server = await MemoryS3Server.start();
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.credentials.secretAccessKey);
  vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close?.();
  await server.stop();
});

async function open(connection: S3Connection = {}): Promise<StoreBackend> {
  const store = await openS3Store(connection);
  opened.push(store);
  return store;
}

/** A store with the bucket of these tests. */
async function openWithBucket(connection: S3Connection = {}): Promise<StoreBackend> {
  const store = await open(connection);
  await store.buckets.createBucket(address.bucket);
  server.clearRequests();
  return store;
}

describe('a store in S3', () => {
  it('sends and asks for no checksum that S3 does not require', async () => {
    const { storage } = await openWithBucket();
    await storage.put(address, bufferSource(bytes));
    await collect((await storage.get(address)).body);
    const names = server.requests.flatMap(({ headers }) => Object.keys(headers));
    expect(names.filter((name) => /checksum|trailer/.test(name))).toEqual([]);
  });

  it('sends and asks for checksums where somebody wants them', async () => {
    world.writeConfig('[default]\nresponse_checksum_validation = when_supported\n');
    vi.stubEnv('AWS_REQUEST_CHECKSUM_CALCULATION', 'WHEN_SUPPORTED');
    const { storage } = await openWithBucket();
    await storage.put(address, bufferSource(bytes));
    await collect((await storage.get(address)).body);
    const [put, get] = ['PutObject', 'GetObject'].map((name) =>
      server.requests.find(({ operation }) => operation === name),
    );
    expect(put?.headers).toHaveProperty('x-amz-checksum-crc32');
    expect(get?.headers).toMatchObject({ 'x-amz-checksum-mode': 'ENABLED' });
  });

  it('follows a bucket into its region', async () => {
    const client = createTestClient(server);
    const where = { LocationConstraint: 'eu-central-1' } as const;
    await client.send(new CreateBucketCommand({ Bucket: 'far', CreateBucketConfiguration: where }));
    client.destroy();
    const { storage } = await open();
    const far = { bucket: 'far', key: 'k' };
    await storage.put(far, bufferSource(bytes));
    expect(await storage.head(far)).toMatchObject({ size: bytes.length });
  });

  it('asks again when the store is busy', async () => {
    const { storage } = await openWithBucket();
    let refusals = 2;
    server.hook = () => (refusals-- > 0 ? busy : undefined);
    await storage.put(address, bufferSource(bytes));
    expect(server.requests.map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  it('gives up after as many attempts as somebody allows', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const { storage } = await openWithBucket();
    server.hook = () => busy;
    await expect(storage.head(address)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(server.requests).toHaveLength(1);
  });

  it('has no more parts under way than max_concurrent_requests', async () => {
    world.writeConfig(
      '[default]\ns3 =\n  max_concurrent_requests = 3\n  multipart_chunksize = 1KB\n',
    );
    const store = await openWithBucket();
    const isPart = ({ operation }: { operation: string }) => operation === 'UploadPart';
    let waiting = 0;
    let most = 0;
    let letGo: () => void;
    // Nobody is answered before three are there, so that they are there at the same time.
    const three = new Promise<void>((resolve) => (letGo = resolve));
    server.hook = async (request) => {
      if (!isPart(request)) return undefined;
      const unanswered = server.requests.filter((each) => isPart(each) && each.status === 0);
      most = Math.max(most, unanswered.length);
      if (++waiting === 3) letGo();
      await three;
      return undefined;
    };
    await store.storage.put(address, bufferSource(new Uint8Array(8 * PART)));
    const parts = server.requests.filter(isPart);
    expect([most, parts.length, store.concurrency]).toEqual([3, 8, 3]);
  });

  it('uploads in parts from multipart_threshold on', async () => {
    world.writeConfig('[default]\ns3 =\n  multipart_threshold = 4B\n');
    const { storage } = await openWithBucket();
    await storage.put(address, bufferSource(bytes));
    expect(server.requests.map(({ operation }) => operation)).toContain('CompleteMultipartUpload');
  });

  it('sends nothing that max_bandwidth has no room for', async () => {
    world.writeConfig('[default]\ns3 =\n  max_bandwidth = 1B/s\n');
    const { storage } = await openWithBucket();
    const controller = new AbortController();
    const { signal } = controller;
    const put = storage.put(address, bufferSource(new Uint8Array(1000)), { signal });
    const rejected = expect(put).rejects.toThrow('enough');
    // What needs no bandwidth goes on; there and back is more than the put would need.
    for (let i = 0; i < 5; i++) await storage.head(address);
    controller.abort(new Error('enough'));
    await rejected;
    expect(server.requests.map(({ operation }) => operation)).not.toContain('PutObject');
  });

  it('signs nothing when it is told to', async () => {
    const { storage } = await open({ signRequests: false });
    await expect(storage.head(address)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('is opened by its URL, whose words win', async () => {
    await openWithBucket();
    const given = { endpoint: 'http://127.0.0.1:1', region: 'eu-west-1' };
    const store = `s3:?endpoint=${encodeURIComponent(server.endpoint)}&region=us-east-1`;
    await using glider = await createDeltaGlider({ store, s3: given });
    expect(await glider.buckets.bucketExists(address.bucket)).toBe(true);
    expect(glider.concurrency).toBe(10);
  });

  it.each(['s3:?endpont=x', 's3://bucket', 's3:bucket', 's3:///bucket?region=x'])(
    'is not opened by %s',
    async (store) => {
      await expect(createDeltaGlider({ store })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: `"${store}" is not the URL of a store.`,
      });
    },
  );
});

const busy: Answer = {
  status: 503,
  body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
};

describe('a store in S3 behind TLS', () => {
  const file = (name: string) => new URL(`certificates/${name}.pem`, import.meta.url);
  let endpoint: string;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    const { port } = new URL(server.endpoint);
    const own = { key: readFileSync(file('key')), cert: readFileSync(file('certificate')) };
    const tls = createServer(own, (socket) => {
      const behind = connect(Number(port), '127.0.0.1');
      for (const each of [socket, behind]) each.on('error', () => socket.destroy());
      socket.pipe(behind).pipe(socket);
    });
    tls.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    endpoint = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
    stop = () =>
      new Promise((resolve) =>
        tls.close(() => {
          resolve();
        }),
      );
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close?.();
    await stop();
  });

  it('is not spoken to when nobody vouches for it', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const { buckets } = await open({ endpoint });
    await expect(buckets.listBuckets()).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('certificate') as string,
      details: { hint: expect.stringContaining('--ca-bundle') as string },
    });
    expect(server.requests).toEqual([]);
  });

  it('is spoken to with the bundle that vouches for it', async () => {
    const { buckets } = await open({ endpoint, caBundle: file('certificate').pathname });
    expect(await buckets.listBuckets()).toEqual([]);
    vi.stubEnv('AWS_CA_BUNDLE', file('certificate').pathname);
    expect(await (await open({ endpoint })).buckets.listBuckets()).toEqual([]);
  });

  it('is spoken to when certificates do not matter', async () => {
    const { buckets } = await open({ endpoint, verifyTls: false });
    expect(await buckets.listBuckets()).toEqual([]);
  });
});
