import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';

import { createTestClient } from '../../src/index.ts';
import { describeContract, type Deviation } from './contract.ts';
import { failure } from './failure.ts';

const deviations: Deviation[] = [
  {
    title: 'a put with a right If-Match in quotes succeeds',
    reason: 'compares it, quotes and all, with the bare ETag',
    until: 20,
  },
  { title: 'If-Match on a missing key is a missing key', reason: '412', until: 20 },
  { title: 'metadata over 2 kB is refused', reason: 'has another limit' },
  { title: 'a key over 1024 bytes is refused', reason: 'says InvalidObjectName' },
  { title: 'a stream goes with a checksum behind it', reason: '411', until: 18 },
  { title: 'a wrong checksum is refused', reason: 'checks none', until: 20 },
  {
    title: 'a conditional deletion spares what has changed',
    reason: 'has no conditions there',
    until: 20,
  },
];

const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;

describeContract('objects', deviations, ({ server, client, bucket, holds }) => {
  const put = (Key: string, rest: Partial<PutObjectCommandInput> = {}) =>
    client().send(new PutObjectCommand({ Bucket: bucket(), Key, Body: 'hello world', ...rest }));
  const get = (Key: string, rest: Partial<GetObjectCommandInput> = {}) =>
    client().send(new GetObjectCommand({ Bucket: bucket(), Key, ...rest }));
  const head = (Key: string) => client().send(new HeadObjectCommand({ Bucket: bucket(), Key }));

  holds('come back with what they were given', async () => {
    const given = {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      ContentDisposition: 'attachment',
      ContentEncoding: 'identity',
      ContentLanguage: 'en',
      Metadata: { one: '1', 'with-dash': 'two words' },
    };
    expect((await put('given', given)).ETag).toBe(md5('hello world'));
    const got = await get('given');
    expect(got).toMatchObject({ ...given, ContentLength: 11, AcceptRanges: 'bytes' });
    expect(got.ETag).toBe(md5('hello world'));
    expect(Math.abs(Date.now() - Number(got.LastModified))).toBeLessThan(60_000);
    expect(await got.Body?.transformToString()).toBe('hello world');
    expect(await head('given')).toMatchObject({ ...given, ContentLength: 11 });
  });

  holds('have keys of any signs', async () => {
    const keys = ['a b+c%20d', 'ä/日本/😀', 'q?x=1&y#z\'"<>', '../up/./', 'tab\there', '//double'];
    for (const key of keys) {
      await put(key, { Body: key });
      expect(await (await get(key)).Body?.transformToString()).toBe(key);
    }
  });

  holds('that are missing are refused with 404', async () => {
    expect(await failure(get('missing'))).toBe('NoSuchKey 404');
    expect(await failure(head('missing'))).toBe('NotFound 404');
    const elsewhere = get('missing', { Bucket: 'there-is-no-such-bucket' });
    expect(await failure(elsewhere)).toBe('NoSuchBucket 404');
  });

  holds('give ranges, suffixes too, and refuse what is not there', async () => {
    await put('range');
    const part = await get('range', { Range: 'bytes=6-99' });
    expect(part).toMatchObject({ ContentRange: 'bytes 6-10/11', ContentLength: 5 });
    expect(part.$metadata.httpStatusCode).toBe(206);
    expect(await part.Body?.transformToString()).toBe('world');
    const suffix = await get('range', { Range: 'bytes=-3' });
    expect(await suffix.Body?.transformToString()).toBe('rld');
    expect(await failure(get('range', { Range: 'bytes=11-' }))).toBe('InvalidRange 416');
    await put('empty', { Body: '' });
    expect(await failure(get('empty', { Range: 'bytes=0-' }))).toBe('InvalidRange 416');
  });

  holds('answer the conditions of a reader', async () => {
    const { ETag } = await put('read');
    const future = new Date(Date.now() + 3_600_000);
    const past = new Date(Date.now() - 3_600_000);
    expect(await failure(get('read', { IfMatch: '"other"' }))).toBe('PreconditionFailed 412');
    expect(await failure(get('read', { IfUnmodifiedSince: past }))).toBe('PreconditionFailed 412');
    expect((await get('read', { IfMatch: ETag })).ETag).toBe(ETag);
    expect((await get('read', { IfNoneMatch: '"other"' })).ETag).toBe(ETag);
    expect((await get('read', { IfModifiedSince: past })).ETag).toBe(ETag);
    expect(await failure(get('read', { IfNoneMatch: ETag }))).toMatch('304');
    expect(await failure(get('read', { IfModifiedSince: future }))).toMatch('304');
  });

  holds('let a reader choose headers of the answer', async () => {
    await put('override');
    const got = await get('override', {
      ResponseContentType: 'text/x-other',
      ResponseContentDisposition: 'attachment; filename="x"',
    });
    expect(got.ContentType).toBe('text/x-other');
    expect(got.ContentDisposition).toBe('attachment; filename="x"');
  });

  holds('are made only once under If-None-Match', async () => {
    await put('once', { IfNoneMatch: '*' });
    expect(await failure(put('once', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => put('race', { IfNoneMatch: '*', Body: String(n) })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  holds('a put with a right If-Match in quotes succeeds', async () => {
    const { ETag } = await put('swap');
    await put('swap', { IfMatch: ETag, Body: 'second' });
    expect((await head('swap')).ETag).toBe(md5('second'));
  });

  holds('a put with a right If-Match without quotes succeeds', async () => {
    const { ETag } = await put('swap-bare');
    await put('swap-bare', { IfMatch: ETag?.replaceAll('"', ''), Body: 'second' });
    expect((await head('swap-bare')).ETag).toBe(md5('second'));
  });

  holds('a put with a wrong If-Match is refused', async () => {
    await put('swap-wrong');
    expect(await failure(put('swap-wrong', { IfMatch: md5('other') }))).toBe(
      'PreconditionFailed 412',
    );
  });

  holds('If-Match on a missing key is a missing key', async () => {
    expect(await failure(put('swap-missing', { IfMatch: md5('other') }))).toBe('NoSuchKey 404');
  });

  holds('a wrong Content-MD5 is refused', async () => {
    const ContentMD5 = createHash('md5').update('other').digest('base64');
    expect(await failure(put('digest', { ContentMD5 }))).toBe('BadDigest 400');
    expect(await failure(head('digest'))).toBe('NotFound 404');
  });

  holds('a wrong checksum is refused', async () => {
    const ChecksumSHA256 = createHash('sha256').update('other').digest('base64');
    expect(await failure(put('checksum', { ChecksumAlgorithm: 'SHA256', ChecksumSHA256 }))).toMatch(
      '400',
    );
  });

  holds('a stream goes with a checksum behind it', async () => {
    const modern = createTestClient(server(), { requestChecksumCalculation: 'WHEN_SUPPORTED' });
    const Body = Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(5, 2)]);
    const input = { Bucket: bucket(), Key: 'trailer', Body, ContentLength: 70_005 };
    await modern.send(new PutObjectCommand(input));
    modern.destroy();
    const got = await get('trailer', { ChecksumMode: 'ENABLED' });
    expect(got.ContentEncoding).toBeUndefined();
    expect(got.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/);
    expect((await got.Body?.transformToByteArray())?.length).toBe(70_005);
  });

  holds('metadata over 2 kB is refused', async () => {
    const Metadata = { long: 'x'.repeat(2048) };
    expect(await failure(put('metadata', { Metadata }))).toBe('MetadataTooLarge 400');
    await put('metadata', { Metadata: { long: 'x'.repeat(2044) } });
  });

  holds('a key of 1024 bytes is taken', async () => {
    const key = 'ü'.repeat(512);
    await put(key);
    expect((await head(key)).ContentLength).toBe(11);
  });

  holds('a key over 1024 bytes is refused', async () => {
    expect(await failure(put(`${'ü'.repeat(512)}x`))).toBe('KeyTooLongError 400');
  });

  holds('a storage class is told, the usual one is not', async () => {
    await put('class', { StorageClass: 'STANDARD_IA' });
    expect((await head('class')).StorageClass).toBe('STANDARD_IA');
    await put('class');
    expect((await head('class')).StorageClass).toBeUndefined();
  });

  holds('a deletion succeeds, of what is missing too', async () => {
    await put('gone');
    const remove = () => client().send(new DeleteObjectCommand({ Bucket: bucket(), Key: 'gone' }));
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await failure(get('gone'))).toBe('NoSuchKey 404');
  });

  holds('a conditional deletion spares what has changed', async () => {
    const { ETag } = await put('spared', { Body: 'first' });
    await put('spared', { Body: 'second' });
    const input = { Bucket: bucket(), Key: 'spared' };
    const stale = client().send(new DeleteObjectCommand({ ...input, IfMatch: ETag }));
    expect(await failure(stale)).toBe('PreconditionFailed 412');
    await client().send(new DeleteObjectCommand({ ...input, IfMatch: md5('second') }));
    expect(await failure(head('spared'))).toBe('NotFound 404');
  });

  holds('a customer key is needed to read what it has encrypted', async () => {
    const key = Buffer.alloc(32, 1);
    const sse = (bytes: Buffer) => ({
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: bytes.toString('base64'),
      SSECustomerKeyMD5: createHash('md5').update(bytes).digest('base64'),
    });
    await put('secret', sse(key));
    expect(await failure(get('secret'))).toMatch(/400$/);
    expect(await failure(get('secret', sse(Buffer.alloc(32, 2))))).toMatch(/40[03]$/);
    const got = await get('secret', sse(key));
    expect(got.SSECustomerAlgorithm).toBe('AES256');
    expect(await got.Body?.transformToString()).toBe('hello world');
  });

  holds('are nobody else’s business', async () => {
    const { stranger } = server();
    const other = createTestClient({ ...server(), credentials: stranger ?? server().credentials });
    await put('private');
    const input = { Bucket: bucket(), Key: 'private' };
    expect(await failure(other.send(new GetObjectCommand(input)))).toBe('AccessDenied 403');
    expect(await failure(other.send(new PutObjectCommand(input)))).toBe('AccessDenied 403');
    const unknown = { accessKeyId: 'NOBODY', secretAccessKey: 'x' };
    const nobody = createTestClient({ ...server(), credentials: unknown });
    expect(await failure(nobody.send(new GetObjectCommand(input)))).toBe('InvalidAccessKeyId 403');
    other.destroy();
    nobody.destroy();
  });
});
