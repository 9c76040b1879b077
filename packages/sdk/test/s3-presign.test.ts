import {
  bufferSource,
  expiryOf,
  headObject,
  listObjects,
  MemoryStorage,
  putObject,
  type Engine,
  type PutObjectInput,
  type StoredObject,
} from '@deltaglider/core';
import { rejectionOf } from '@deltaglider/testing';
import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { release } from '../../core/test/create-test-engine.ts';
import { presignObject, repairBucket, usageByPrefix } from '../src/index.ts';
import { clientOf } from './client-of.ts';

const HOUR = 3_600_000;
const v1 = release('1', 50_000);
const v2 = release('2', 50_000);
const properties = {
  contentType: 'application/zip',
  cacheControl: 'max-age=60',
  contentLanguage: 'de',
  expires: 'Wed, 21 Oct 2026 07:28:00 GMT',
};
const HEADERS = {
  'content-type': 'application/zip',
  'cache-control': 'max-age=60',
  'content-language': 'de',
  expires: 'Wed, 21 Oct 2026 07:28:00 GMT',
  'x-amz-meta-color': 'red',
};

/** What the URL gives to whoever has nothing but it. */
async function fetched(url: string) {
  const response = await fetch(url);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), bytes };
}

describeWithS3('a presigned URL', (server) => {
  const client = createTestClient(server);
  const storage = new S3Storage({ client });
  afterAll(() => {
    client.destroy();
  });

  let bucket: string;
  let engine: Engine;
  beforeEach(async () => {
    bucket = await freshBucket(client);
    engine = clientOf(storage);
  });

  const put = (key: string, body: Uint8Array, options: Partial<PutObjectInput> = {}) =>
    putObject(engine, { address: { bucket, key }, body: bufferSource(body), ...options });

  const presign = (key: string, options: object = {}) =>
    presignObject({ engine, presigning: storage, address: { bucket, key }, ...options });

  /** A first release, and a delta against it. */
  const putDelta = async (key: string, options: Partial<PutObjectInput> = {}) => {
    await put('app/v1.zip', v1);
    expect((await put(key, v2, options)).stored).toBe('delta');
  };

  const temporary = async (): Promise<StoredObject[]> => {
    const found: StoredObject[] = [];
    for await (const { key } of storage.list(bucket, { prefix: '.deltaglider/tmp/' })) {
      const stored = await storage.head({ bucket, key });
      if (stored !== undefined) found.push(stored);
    }
    return found;
  };

  it('gives the bytes and the headers of an object that is stored whole', async () => {
    await put('app/v2.zip', v2, { delta: false, properties, metadata: { color: 'red' } });
    const { url, expiresAt, size, copy } = await presign('app/v2.zip');
    const { status, headers, bytes } = await fetched(url);
    expect([status, size, copy]).toEqual([200, v2.length, undefined]);
    expect(bytes).toEqual(v2);
    expect(headers).toMatchObject(HEADERS);
    expect(headers['content-disposition']).toBeUndefined();
    expect(Math.abs(expiresAt.getTime() - Date.now() - HOUR)).toBeLessThan(60_000);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('3600');
    expect(await temporary()).toEqual([]);
  });

  it.each(['a b+c&d=ü?#%41.txt', 'Ümläut/日本語.txt', "it's (1)*!.txt", 'a//b.txt'])(
    'works for the key %s',
    async (key) => {
      await put(key, v1);
      expect((await fetched((await presign(key)).url)).bytes).toEqual(v1);
    },
  );

  it('gives objects of others, too, and the reference', async () => {
    await storage.put({ bucket, key: 'theirs.zip' }, bufferSource(v1));
    await putDelta('app/v2.zip');
    for (const key of ['theirs.zip', 'app/reference.bin']) {
      expect((await fetched((await presign(key)).url)).bytes).toEqual(v1);
    }
  });

  it('has the type that the proxy keeps elsewhere', async () => {
    const metadata = {
      'dg-tool': 'deltaglider_proxy/1.0',
      'dg-note': 'passthrough',
      'content-type': 'text/css',
    };
    await storage.put({ bucket, key: 'a.css' }, bufferSource(v1), { metadata });
    const { headers } = await fetched((await presign('a.css')).url);
    expect(headers['content-type']).toBe('text/css');
  });

  it('is refused for a delta, with what to do', async () => {
    await putDelta('app/v2.zip');
    expect(await rejectionOf(presign('app/v2.zip'))).toMatchObject({
      code: 'UNSUPPORTED',
      message: `s3://${bucket}/app/v2.zip is stored as a delta; a URL would give out that instead of the object.`,
      details: { bucket, hint: expect.stringContaining('--materialize') as string },
    });
    expect(await temporary()).toEqual([]);
  });

  it('gives a whole copy of a delta that ends after the URL', async () => {
    const before = Date.now();
    await putDelta('app/v2.zip', { properties, metadata: { color: 'red' } });
    const { url, expiresAt, size, copy } = await presign('app/v2.zip', {
      materialize: true,
      expiresIn: 60,
    });
    const { status, headers, bytes } = await fetched(url);
    expect([status, size]).toEqual([200, v2.length]);
    expect(bytes).toEqual(v2);
    expect(headers).toMatchObject({
      ...HEADERS,
      'content-disposition': 'attachment; filename="v2.zip"',
    });
    const [stored, ...others] = await temporary();
    expect(others).toEqual([]);
    expect(stored?.key).toMatch(/^\.deltaglider\/tmp\/[0-9a-f]{32}_v2\.zip$/);
    expect(copy?.address).toEqual({ bucket, key: stored?.key });
    expect(expiryOf(stored?.metadata ?? {})).toEqual(copy?.expiresAt);
    expect(stored?.metadata).toMatchObject({ 'dg-compression': 'none', 'dg-tool': engine.tool });
    expect(Math.abs(expiresAt.getTime() - before - 60_000)).toBeLessThan(30_000);
    expect(copy?.expiresAt.getTime()).toBeGreaterThan(expiresAt.getTime());
    expect((await presign('app/v2.zip', { materialize: true })).copy?.address).not.toEqual(
      copy?.address,
    );
  });

  it('needs no copy of what is stored whole, even where one is allowed', async () => {
    await put('notes.txt', v1);
    expect((await presign('notes.txt', { materialize: true })).copy).toBeUndefined();
    expect(await temporary()).toEqual([]);
  });

  it('makes copies that no listing, count or repair sees', async () => {
    await putDelta('app/v2.zip');
    await presign('app/v2.zip', { materialize: true });
    const [copy] = await temporary();
    const keys: string[] = [];
    for await (const { key } of listObjects(engine, { bucket })) keys.push(key);
    expect(keys).toEqual(['app/v1.zip', 'app/v2.zip']);
    const usage: number[] = [];
    for await (const each of usageByPrefix({ engine, bucket })) usage.push(each.objects);
    expect(Math.max(...usage)).toBe(2);
    const { mended, damaged, failed } = await repairBucket({ engine, bucket, settleTime: -HOUR });
    expect([mended, damaged, failed]).toEqual([0, 0, 0]);
    expect(await temporary()).toEqual([copy]);
    expect(
      await rejectionOf(headObject(engine, { address: { bucket, key: copy?.key ?? '' } })),
    ).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('ends no later than the copy, however long that took to write', async () => {
    await putDelta('app/v2.zip');
    const times = [0, 0];
    engine = { ...engine, clock: () => new Date(Date.now() + (times.shift() ?? 1.5 * HOUR)) };
    const { url, copy } = await presign('app/v2.zip', { materialize: true, expiresIn: 3600 });
    const seconds = Number(new URL(url).searchParams.get('X-Amz-Expires'));
    expect(seconds).toBeGreaterThan(1700);
    expect(seconds).toBeLessThanOrEqual(1800);
    expect(copy).toBeDefined();
    const late = [0];
    engine = { ...engine, clock: () => new Date(Date.now() + (late.shift() ?? 3 * HOUR)) };
    const error = await rejectionOf(presign('app/v2.zip', { materialize: true }));
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect((await temporary()).map(({ key }) => key)).toEqual([copy?.address.key]);
  });

  it('is not given for a damaged object, of which nothing is copied', async () => {
    await putDelta('app/v2.zip');
    const reference = { bucket, key: 'app/reference.bin' };
    const { metadata } = (await storage.head(reference)) ?? {};
    await storage.put(reference, bufferSource(release('9', 50_000)), { metadata });
    engine = clientOf(storage);
    expect(await rejectionOf(presign('app/v2.zip', { materialize: true }))).toMatchObject({
      code: expect.stringMatching(/INTEGRITY_MISMATCH|REFERENCE_MISSING|DELTA_FAILED/) as string,
    });
    expect(await temporary()).toEqual([]);
  });

  it('works no longer than it was to', async () => {
    await put('notes.txt', v1);
    const past = new S3Storage({ client, clock: () => new Date(Date.now() - 61_000) });
    const options = { expiresIn: 60, presigning: past };
    const { url, expiresAt } = await presign('notes.txt', options);
    expect((await fetched(url)).status).toBe(403);
    expect(expiresAt.getTime()).toBeLessThan(Date.now());
  });

  it('is refused for an object that is not there', async () => {
    for (const materialize of [false, true]) {
      expect(await rejectionOf(presign('none.zip', { materialize }))).toMatchObject({
        code: 'OBJECT_NOT_FOUND',
        message: `s3://${bucket}/none.zip does not exist.`,
      });
    }
  });

  it('is refused without credentials', async () => {
    await put('notes.txt', v1);
    const nobody = createTestClient(server, {
      credentials: { accessKeyId: '', secretAccessKey: '' },
    });
    const options = { presigning: new S3Storage({ client: nobody }) };
    expect(await rejectionOf(presign('notes.txt', options))).toMatchObject({
      code: 'CREDENTIALS_MISSING',
    });
    nobody.destroy();
  });
});

describe('a URL that cannot be', () => {
  const address = { bucket: 'bucket', key: 'key' };
  const engine = clientOf(new MemoryStorage());

  it('is UNSUPPORTED by a store without URLs', async () => {
    const error = await rejectionOf(presignObject({ engine, presigning: undefined, address }));
    expect(error).toMatchObject({
      code: 'UNSUPPORTED',
      message: 'This store answers to no URLs, so s3://bucket/key can have none.',
      details: { hint: 'Only S3 does (--store s3:).' },
    });
  });

  it.each([0, -1, 1.5, 604_801, Number.NaN])('is one of %d seconds', async (expiresIn) => {
    const error = await rejectionOf(
      presignObject({ engine, presigning: undefined, address, expiresIn }),
    );
    expect(error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { hint: 'Give 1 to 604800 seconds, which are seven days.' },
    });
  });
});
