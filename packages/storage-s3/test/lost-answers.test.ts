import { bufferSource, collect, type ByteSource, type StoragePutOptions } from '@deltaglider/core';
import { outcomeOf, randomBytes, rejectionOf } from '@deltaglider/testing';
import {
  createTestClient,
  FaultProxy,
  freshBucket,
  MemoryS3Server,
  type Fault,
  type OperationName,
} from '@repo/testbed';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../src/index.ts';

const server = await MemoryS3Server.start({ minPartSize: 1 });
const proxy = await FaultProxy.start(server);
const client = createTestClient(proxy.server);
const everything = { create: true, replace: true, complete: true, copy: true, delete: true };
const storage = new S3Storage({
  client,
  multipartThreshold: 50_000,
  partSize: 20_000,
  copyPartSize: 60_000,
  conditions: everything,
});
const metadata = { 'dg-created-at': 'now' };
let bucket: string;
const at = (key: string) => ({ bucket, key });

beforeEach(async () => {
  proxy.clearRules();
  proxy.clearRequests();
  bucket = await freshBucket(client);
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await server.stop();
});

const bytesOf = async (key: string) => collect((await storage.get(at(key))).body);
const once = (operation: OperationName, fault: Fault, nth = 1): void => {
  proxy.use({ match: { operation, nth }, fault });
};
const faults = [
  { kind: 'reset-after' },
  { kind: 'reset-before' },
  { kind: 'duplicate' },
] satisfies Fault[];

describe.each(faults)('a request with $kind', (fault) => {
  it.each([
    ['PutObject', 10_000],
    ['CompleteMultipartUpload', 70_000],
  ] as const)('creates or replaces once, with %s', async (operation, size) => {
    const first = randomBytes(1, size);
    once(operation, fault);
    const created = await outcomeOf(
      storage.put(at('key'), bufferSource(first), { ifAbsent: true, metadata }),
    );
    // What something in between has repeated is a conflict that nobody can tell from a true one.
    const isRepeated = fault.kind === 'duplicate';
    if (!isRepeated) expect(created).toBe('resolved');
    expect(await bytesOf('key')).toEqual(first);
    const { etag = '' } = (await storage.head(at('key'))) ?? {};
    const second = randomBytes(2, size);
    proxy.clearRules();
    once(operation, fault);
    const replaced = await outcomeOf(
      storage.put(at('key'), bufferSource(second), { ifMatch: etag, metadata: { a: 'b' } }),
    );
    if (!isRepeated) expect(replaced).toBe('resolved');
    expect(await bytesOf('key')).toEqual(second);
    expect((await storage.head(at('key')))?.metadata).toEqual({ a: 'b' });
    expect(server.bucket(bucket).uploads.size).toBe(0);
  });

  it.each([10_000, 70_000])('leaves a true conflict one, with %i bytes', async (size) => {
    await storage.put(at('key'), bufferSource(randomBytes(1, 100)), { metadata: { by: 'other' } });
    once(size > 50_000 ? 'CompleteMultipartUpload' : 'PutObject', fault);
    const put = storage.put(at('key'), bufferSource(randomBytes(2, size)), {
      ifAbsent: true,
      metadata,
    });
    expect(await outcomeOf(put)).toBe('OBJECT_EXISTS');
    expect(await bytesOf('key')).toEqual(randomBytes(1, 100));
    expect(server.bucket(bucket).uploads.size).toBe(0);
  });

  it('deletes, also the version that it names', async () => {
    for (const conditional of [false, true]) {
      const { etag } = await storage.put(at('key'), bufferSource(randomBytes(1, 10)));
      proxy.clearRules();
      once('DeleteObject', fault);
      await storage.delete(at('key'), conditional ? { ifMatch: etag } : {});
      expect(await storage.head(at('key'))).toBeUndefined();
    }
  });

  it.each([
    ['CopyObject', 10_000],
    ['UploadPartCopy', 200_000],
    ['CompleteMultipartUpload', 200_000],
  ] as const)('copies, with %s', async (operation, size) => {
    const bytes = randomBytes(3, size);
    await storage.put(at('from'), bufferSource(bytes), { metadata });
    proxy.clearRules();
    once(operation, fault);
    const copied = await outcomeOf(storage.copy(at('from'), at('to'), { ifAbsent: true }));
    if (fault.kind !== 'duplicate') expect(copied).toBe('resolved');
    expect(await bytesOf('to')).toEqual(bytes);
    expect((await storage.head(at('to')))?.metadata).toEqual(metadata);
  });
});

describe('an upload in parts', () => {
  const source = (size: number): ByteSource => bufferSource(randomBytes(4, size));
  const uploads = () => server.bucket(bucket).uploads.size;

  it.each([50_000, 59_999, 60_000, 60_001, 80_000, 99_999])(
    'has its parts in order, with %i bytes',
    async (size) => {
      await storage.put(at('key'), source(size));
      expect(await bytesOf('key')).toEqual(randomBytes(4, size));
      expect(server.bucket(bucket).objects.get('key')?.parts).toHaveLength(
        Math.ceil(size / 20_000),
      );
      expect(uploads()).toBe(0);
    },
  );

  it('succeeds when a part is refused twice', async () => {
    const isThird = (url: string) => url.includes('partNumber=3');
    const fault = { kind: 'answer', status: 503 } as const;
    proxy.use({ match: ({ url }) => isThird(url), fault, times: 2 });
    await storage.put(at('key'), source(100_000));
    expect(await bytesOf('key')).toEqual(randomBytes(4, 100_000));
  });

  const endings: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    'a part that is refused for good': (key) => {
      proxy.use({
        match: ({ url }) => url.includes('partNumber=3'),
        fault: { kind: 'answer', status: 403, code: 'AccessDenied' },
      });
      return storage.put(at(key), source(100_000));
    },
    'a source that fails': (key) =>
      storage.put(at(key), {
        size: 100_000,
        read: async (offset, length) => {
          if (offset > 50_000) throw new Error('the source broke');
          return new Uint8Array(length);
        },
      }),
    'an abort': (key) => {
      const controller = new AbortController();
      const read: ByteSource['read'] = async (offset, length) => {
        if (offset > 50_000) controller.abort(new Error('enough'));
        return new Uint8Array(length);
      };
      return storage.put(at(key), { size: 100_000, read }, { signal: controller.signal });
    },
  };
  it.each(Object.entries(endings))('leaves nothing after %s', async (_, end) => {
    await rejectionOf(end('key'));
    expect(uploads()).toBe(0);
    expect(await storage.head(at('key'))).toBeUndefined();
    const left: unknown[] = [];
    for await (const each of storage.listIncompleteUploads(bucket)) left.push(each);
    expect(left).toEqual([]);
  });

  it('shows incomplete uploads over several pages, and aborts them', async () => {
    const stopped = new S3Storage({ client, multipartThreshold: 1, partSize: 10 });
    // Aborts are refused: what a killed client leaves.
    server.deny = ['AbortMultipartUpload', 'UploadPart'];
    for (let from = 0; from < 1_010; from += 101) {
      const keys = Array.from({ length: 101 }, (_, i) => `k/${from + i}`);
      await Promise.all(keys.map((key) => rejectionOf(stopped.put(at(key), source(10)))));
    }
    server.deny = [];
    const found: string[] = [];
    for await (const upload of storage.listIncompleteUploads(bucket, { prefix: 'k/' })) {
      found.push(upload.key);
      await storage.abortIncompleteUpload(bucket, upload);
    }
    expect(new Set(found).size).toBe(1_010);
    expect(found).toHaveLength(1_010);
    expect(uploads()).toBe(0);
  });
});

describe('a conditional put that must not go in parts', () => {
  const deaf = { ...everything, complete: false };
  const streaming = new S3Storage({
    client,
    multipartThreshold: 1,
    partSize: 1_000,
    conditions: deaf,
  });
  const options: StoragePutOptions = { ifAbsent: true, metadata };

  it('goes as one stream', async () => {
    const bytes = randomBytes(5, 300_000);
    await streaming.put(at('key'), bufferSource(bytes), options);
    expect(await bytesOf('key')).toEqual(bytes);
    expect(proxy.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('is refused early, and does not hang', async () => {
    await streaming.put(at('key'), bufferSource(randomBytes(1, 10)));
    proxy.use({
      match: { operation: 'PutObject' },
      fault: { kind: 'answer', status: 412, code: 'PreconditionFailed' },
    });
    const put = streaming.put(at('key'), bufferSource(randomBytes(5, 8_000_000)), options);
    expect(await outcomeOf(put)).toBe('OBJECT_EXISTS');
  });

  it.each(['source', 'abort'])('ends with its %s', async (what) => {
    const controller = new AbortController();
    const reason = new Error(what);
    const read: ByteSource['read'] = async (offset, length) => {
      if (offset > 0 && what === 'abort') controller.abort(reason);
      else if (offset > 0) throw reason;
      return new Uint8Array(Math.min(length, 100_000));
    };
    const put = streaming.put(
      at('key'),
      { size: 1_000_000, read },
      { ...options, signal: controller.signal },
    );
    expect(await rejectionOf(put)).toBe(reason);
    expect(await storage.head(at('key'))).toBeUndefined();
  });
});
