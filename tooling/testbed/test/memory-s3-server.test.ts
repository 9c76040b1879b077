import { once } from 'node:events';
import { get as getUrl, type IncomingMessage } from 'node:http';

import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { createTestClient, freshBucket, MemoryS3Server } from '../src/index.ts';
import { failure } from './contract/failure.ts';

let server: MemoryS3Server;
let client: S3Client;
let Bucket: string;

beforeEach(async () => {
  server = await MemoryS3Server.start();
  client = createTestClient(server, { maxAttempts: 1 });
  Bucket = await freshBucket(client);
  server.clearRequests();
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const put = (Key: string, rest = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: 'bytes', ...rest }));
const get = (Key: string) => client.send(new GetObjectCommand({ Bucket, Key }));

test('notes every request with its operation and how it was answered', async () => {
  await put('a key');
  await failure(get('missing'));
  expect(
    server.requests.map(({ method, operation, bucket, key, status }) => [
      ...[method, operation, bucket, key, status],
    ]),
  ).toEqual([
    ['PUT', 'PutObject', Bucket, 'a key', 200],
    ['GET', 'GetObject', Bucket, 'missing', 404],
  ]);
  server.clearRequests();
  expect(server.requests).toEqual([]);
});

test('lets as many conditional writes lose against another writer as asked', async () => {
  server.conflicts = 1;
  await put('unconditional');
  expect(await failure(put('key', { IfNoneMatch: '*' }))).toBe('ConditionalRequestConflict 409');
  await put('key', { IfNoneMatch: '*' });
  // What fails for another reason is no conflict.
  server.conflicts = 1;
  expect(await failure(put('key', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
  expect(server.conflicts).toBe(1);
});

test('ignores conditions in silence: all, or those of some operations', async () => {
  await put('key');
  server.ignoreConditions = ['CopyObject'];
  expect(await failure(put('key', { IfNoneMatch: '*' }))).toBe('PreconditionFailed 412');
  const CopySource = `${Bucket}/key`;
  await client.send(new CopyObjectCommand({ Bucket, Key: 'key2', CopySource, IfNoneMatch: '*' }));
  server.ignoreConditions = true;
  await put('key', { IfNoneMatch: '*' });
  await put('key', { IfMatch: '"0123456789abcdef0123456789abcdef"' });
});

test('denies operations by name, or by what a function says', async () => {
  await put('key');
  server.deny = ['GetObject'];
  expect(await failure(get('key'))).toBe('AccessDenied 403');
  expect(await failure(client.send(new HeadObjectCommand({ Bucket, Key: 'no' })))).toBe(
    'NotFound 404',
  );
  server.deny = ({ operation, key }) => operation === 'DeleteObject' && key === 'key';
  await put('other');
  const Delete = { Objects: [{ Key: 'key' }, { Key: 'other' }] };
  const { Deleted, Errors } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
  expect(Deleted).toEqual([{ Key: 'other' }]);
  expect(Errors).toMatchObject([{ Key: 'key', Code: 'AccessDenied' }]);
});

test('lets a test answer in its place', async () => {
  await put('key');
  server.hook = ({ operation }) =>
    operation === 'GetObject'
      ? { headers: { etag: '"other"' }, body: Buffer.from('other') }
      : undefined;
  const got = await get('key');
  expect(await got.Body?.transformToString()).toBe('other');
  expect((await client.send(new HeadObjectCommand({ Bucket, Key: 'key' }))).ETag).not.toBe(
    '"other"',
  );
});

test('sends requests away that belong to another region', async () => {
  const elsewhere = 'bucket-elsewhere';
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
  await client.send(new CreateBucketCommand({ Bucket: elsewhere, CreateBucketConfiguration }));
  const location = new GetBucketLocationCommand({ Bucket: elsewhere });
  expect(await failure(client.send(location))).toBe('PermanentRedirect 301');
  const head = client.send(new HeadBucketCommand({ Bucket: elsewhere }));
  await expect(head).rejects.toMatchObject({
    $metadata: { httpStatusCode: 301 },
    $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
  const european = createTestClient(server, { region: 'eu-west-1' });
  expect((await european.send(location)).LocationConstraint).toBe('eu-west-1');
  const wrong = european.send(new GetBucketLocationCommand({ Bucket }));
  expect(await failure(wrong)).toBe('AuthorizationHeaderMalformed 400');
  const following = createTestClient(server, { followRegionRedirects: true });
  expect((await following.send(location)).LocationConstraint).toBe('eu-west-1');
  european.destroy();
  following.destroy();
});

test('makes buckets only in its own region, unless that is the first', async () => {
  const other = await MemoryS3Server.start({ region: 'eu-west-1' });
  const european = createTestClient(other);
  const make = (LocationConstraint: 'eu-west-1' | 'us-west-2') => {
    const input = { Bucket: 'some-bucket', CreateBucketConfiguration: { LocationConstraint } };
    return european.send(new CreateBucketCommand(input));
  };
  expect(await failure(make('us-west-2'))).toBe('IllegalLocationConstraintException 400');
  await make('eu-west-1');
  expect(await failure(make('eu-west-1'))).toBe('BucketAlreadyOwnedByYou 409');
  european.destroy();
  await other.stop();
});

test('says of a bucket what a test has set', async () => {
  server.bucket(Bucket).versioning = 'Enabled';
  const found = await client.send(new GetBucketVersioningCommand({ Bucket }));
  expect(found.Status).toBe('Enabled');
});

test('has the clock that it is given', async () => {
  const now = new Date('2026-01-02T03:04:05.678Z');
  const other = await MemoryS3Server.start({ now: () => now });
  const own = createTestClient(other);
  const bucket = await freshBucket(own);
  await own.send(new PutObjectCommand({ Bucket: bucket, Key: 'key', Body: '' }));
  const head = await own.send(new HeadObjectCommand({ Bucket: bucket, Key: 'key' }));
  expect(head.LastModified).toEqual(new Date('2026-01-02T03:04:05Z'));
  own.destroy();
  await other.stop();
});

test('answers what it does not have with 501', async () => {
  const Policy = '{}';
  const sent = client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  expect(await failure(sent)).toBe('NotImplemented 501');
});

test('dates its answers, refusals too, by the clock that it was given', async () => {
  const odd = await MemoryS3Server.start({ now: () => new Date('2031-02-03T04:05:06Z') });
  const [answer] = (await once(getUrl(`${odd.endpoint}/bucket`), 'response')) as [IncomingMessage];
  answer.resume();
  expect([answer.statusCode, answer.headers.date]).toEqual([403, 'Mon, 03 Feb 2031 04:05:06 GMT']);
  await odd.stop();
});
