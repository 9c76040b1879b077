import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { bufferSource, collect, DeltaGliderError, type ErrorCode } from '@deltaglider/core';
import { outcomeOf, rejectionOf } from '@deltaglider/testing';
import { createTestClient, freshBucket, MemoryS3Server, type Answer } from '@repo/testbed';
import { describeWithRadosGateway } from '@repo/testbed/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { S3Storage } from '../src/index.ts';

const server = await MemoryS3Server.start();
/** The memory server does not look at it, so that it can be one that no sentence has by chance. */
const secretAccessKey = 'dont-tell-anybody-7f3a';
/** Impatient, so that an answer that is retried comes at once. */
const client = createTestClient(server, {
  maxAttempts: 2,
  credentials: { ...server.credentials, secretAccessKey },
});
const storage = new S3Storage({ client });
const small = bufferSource(new Uint8Array(10).fill(7));
let bucket: string;

beforeAll(async () => {
  bucket = await freshBucket(client);
});
beforeEach(() => {
  server.hook = undefined;
  server.clearRequests();
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const answer = (status: number, code: string, extra = '', headers = {}): Answer => ({
  status,
  headers,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>As the store says it.</Message>${extra}</Error>`,
});

/** Neither the secret nor anything that was computed with it is in what a program gets to see. */
function expectHarmless(error: DeltaGliderError): void {
  const shown = JSON.stringify([error.message, error.code, error.details]);
  expect(shown).not.toContain(secretAccessKey);
  expect(shown).not.toMatch(/X-Amz-Signature|AWS4-HMAC|Credential=/i);
}

async function failureOf(work: Promise<unknown>): Promise<DeltaGliderError> {
  const error = await rejectionOf(work);
  if (!DeltaGliderError.is(error)) throw error;
  expectHarmless(error);
  return error;
}

describe('an answer of the store', () => {
  it.each<[status: number, name: string, code: ErrorCode, says: string, hint: string]>([
    [403, 'AccessDenied', 'ACCESS_DENIED', 'access is denied', 'policies'],
    [403, 'InvalidAccessKeyId', 'ACCESS_DENIED', 'does not know the access key', 'access key'],
    [403, 'SignatureDoesNotMatch', 'ACCESS_DENIED', 'secret key', 'aws configure list'],
    [403, 'RequestTimeTooSkewed', 'ACCESS_DENIED', 'clock of this machine', 'Set it'],
    [403, 'UserSuspended', 'ACCESS_DENIED', 'suspended', 'policies'],
    [403, 'QuotaExceeded', 'STORAGE_FULL', 'quota', 'raise the quota'],
    [400, 'ExpiredToken', 'ACCESS_DENIED', 'have expired', 'aws sso login'],
    [400, 'KeyTooLongError', 'INVALID_ARGUMENT', 'key is too long', 'shorter'],
    [400, 'MetadataTooLarge', 'INVALID_ARGUMENT', 'metadata is too large', 'less'],
    [400, 'InvalidStorageClass', 'INVALID_ARGUMENT', 'storage class', ''],
    [404, 'NoSuchBucket', 'BUCKET_NOT_FOUND', 'bucket does not exist', ''],
    [405, 'MethodNotAllowed', 'UNSUPPORTED', 'does not have this', ''],
    [409, 'OperationAborted', 'STORAGE_UNAVAILABLE', 'another request', ''],
    [412, 'PreconditionFailed', 'PRECONDITION_FAILED', 'another object', ''],
    [429, 'TooManyRequests', 'STORAGE_UNAVAILABLE', 'fewer requests', ''],
    [500, 'InternalError', 'STORAGE_UNAVAILABLE', 'has a problem', ''],
    [501, 'NotImplemented', 'UNSUPPORTED', 'does not have this', ''],
    [503, 'SlowDown', 'STORAGE_UNAVAILABLE', 'fewer requests', ''],
    [503, 'ServiceUnavailable', 'STORAGE_UNAVAILABLE', 'has a problem', ''],
    [507, 'XMinioStorageFull', 'STORAGE_FULL', 'the store is full', 'room'],
    [418, 'Teapot', 'STORAGE_FAILED', 'As the store says it.', ''],
  ])('%i %s is %s', async (status, name, code, says, hint) => {
    server.hook = () => answer(status, name);
    const error = await failureOf(storage.put({ bucket, key: 'the/key' }, small));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`s3://${bucket}/the/key`);
    expect(error.message).toContain(says);
    expect(error.details).toMatchObject({ bucket, key: 'the/key' });
    expect(error.details.hint ?? '').toContain(hint);
  });

  it.each([429, 500, 503])('%i is asked again before it counts', async (status) => {
    let left = 1;
    server.hook = () => (left-- > 0 ? answer(status, 'SlowDown') : undefined);
    await storage.put({ bucket, key: 'again' }, small);
    expect(server.requests.map((each) => each.status)).toEqual([status, 200]);
  });

  it('tells an archived object', async () => {
    await storage.put({ bucket, key: 'cold' }, small);
    server.hook = ({ operation }) =>
      operation === 'GetObject' ? answer(403, 'InvalidObjectState') : undefined;
    const error = await failureOf(storage.get({ bucket, key: 'cold' }));
    expect(error).toMatchObject({ code: 'UNSUPPORTED' });
    expect(error.details.hint).toContain('restore-object');
  });

  it('without a body still has its status', async () => {
    server.hook = () => ({ status: 403 });
    const error = await failureOf(storage.head({ bucket, key: 'key' }));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED' });
    server.hook = () => ({ status: 503 });
    expect(await outcomeOf(storage.head({ bucket, key: 'key' }))).toBe('STORAGE_UNAVAILABLE');
  });
});

describe('what the memory server refuses by itself', () => {
  it('an absent object is not an absent bucket', async () => {
    const gone = { bucket, key: 'absent' };
    expect(await failureOf(storage.get(gone))).toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    const nowhere = { bucket: 'no-such-bucket', key: 'absent' };
    expect(await outcomeOf(storage.get(nowhere))).toBe('BUCKET_NOT_FOUND');
    expect(await outcomeOf(storage.put(nowhere, small))).toBe('BUCKET_NOT_FOUND');
    expect(await outcomeOf(storage.delete(nowhere))).toBe('BUCKET_NOT_FOUND');
    expect(await outcomeOf(storage.deleteBucket('no-such-bucket'))).toBe('BUCKET_NOT_FOUND');
    const listing = storage.list('no-such-bucket')[Symbol.asyncIterator]();
    expect(await outcomeOf(listing.next())).toBe('BUCKET_NOT_FOUND');
  });

  it('a range behind the end, a key and metadata that are too large', async () => {
    await storage.put({ bucket, key: 'ten' }, small);
    const behind = storage.get({ bucket, key: 'ten' }, { range: { start: 10, end: 11 } });
    expect(await outcomeOf(behind)).toBe('INVALID_ARGUMENT');
    const long = storage.put({ bucket, key: 'k'.repeat(1025) }, small);
    expect((await failureOf(long)).message).toContain('key is too long');
    const metadata = { a: 'x'.repeat(2100) };
    const large = storage.put({ bucket, key: 'key' }, small, { metadata });
    expect((await failureOf(large)).message).toContain('metadata is too large');
  });

  it('a stranger', async () => {
    const other = createTestClient(server, { credentials: server.stranger });
    const error = await failureOf(new S3Storage({ client: other }).get({ bucket, key: 'ten' }));
    expect(error).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(JSON.stringify(error.details)).not.toContain(server.stranger.secretAccessKey);
    other.destroy();
  });

  it('a bucket of another region, unless redirects are followed', async () => {
    const elsewhere = 'elsewhere-in-europe';
    server.hook = undefined;
    const european = createTestClient(server, { region: 'eu-west-1' });
    await storage.createBucket(elsewhere);
    // No request of ours makes a bucket elsewhere.
    Object.assign(server.bucket(elsewhere), { region: 'eu-west-1' });
    const error = await failureOf(storage.put({ bucket: elsewhere, key: 'key' }, small));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(error.details.hint).toContain('--region eu-west-1');
    const following = createTestClient(server, { followRegionRedirects: true });
    const followed = new S3Storage({ client: following });
    await followed.put({ bucket: elsewhere, key: 'key' }, small);
    const { body } = await followed.get({ bucket: elsewhere, key: 'key' });
    expect(await collect(body)).toHaveLength(10);
    expect(await storage.bucketExists(elsewhere)).toBe(true);
    european.destroy();
    following.destroy();
  });

  it('409 to a conditional put is asked again', async () => {
    server.conflicts = 2;
    await storage.put({ bucket, key: 'busy' }, small, { ifAbsent: true });
    expect(server.conflicts).toBe(0);
    server.conflicts = 100;
    const error = await failureOf(
      storage.put({ bucket, key: 'busier' }, small, { ifAbsent: true }),
    );
    server.conflicts = 0;
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});

describe('no answer at all', () => {
  const put = (config: S3ClientConfig) => {
    const own = createTestClient(server, { maxAttempts: 1, ...config });
    const work = new S3Storage({ client: own }).put({ bucket, key: 'key' }, small);
    return failureOf(work).finally(() => {
      own.destroy();
    });
  };

  it('names the endpoint when nothing listens there', async () => {
    const error = await put({ endpoint: 'http://127.0.0.1:1' });
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(error.message).toContain('nothing answers');
    expect(error.details.hint).toContain('--endpoint-url');
  });

  it('says that the name is not known', async () => {
    const lookup = { code: 'ENOTFOUND', syscall: 'getaddrinfo' };
    const requestHandler = {
      handle: () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), lookup)),
    };
    const error = await put({ requestHandler });
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(error.message).toContain('name of the endpoint');
  });

  it('gives up a store that accepts and says nothing', async () => {
    let release: () => void = () => undefined;
    const silence = new Promise<undefined>((resolve) => {
      release = () => {
        resolve(undefined);
      };
    });
    server.hook = () => silence;
    const error = await put({
      requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true },
    });
    release();
    expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(error.message).toContain('did not answer in time');
  });
});

describeWithRadosGateway('S3Storage on a gateway with limits', {}, (gateway) => {
  it('says that a quota is used up, and who may not read', async () => {
    const own = createTestClient(gateway());
    const bucketOfOwn = await freshBucket(own);
    const at = { bucket: bucketOfOwn, key: 'key' };
    const limited = new S3Storage({ client: own });
    await limited.put(at, small);
    const stranger = createTestClient(gateway(), {
      credentials: await gateway().addUser('stranger'),
    });
    const denied = new S3Storage({ client: stranger }).get(at);
    expect(await outcomeOf(denied)).toBe('ACCESS_DENIED');
    stranger.destroy();
    const words = ['--quota-scope=user', '--uid=testbed'];
    await gateway().admin('quota', 'set', ...words, '--max-objects=1');
    await gateway().admin('quota', 'enable', ...words);
    await gateway().restart();
    const full = limited.put({ ...at, key: 'one/too/many' }, small);
    const error = await failureOf(full);
    expect(error).toMatchObject({ code: 'STORAGE_FULL' });
    expect(error.message).toContain('one/too/many');
    own.destroy();
  });
});
