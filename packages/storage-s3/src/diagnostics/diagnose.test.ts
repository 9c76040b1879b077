import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, type S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Diagnosis } from '@deltaglider/core';
import { createTestClient, freshBucket, MemoryS3Server, type Answer } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { S3StorageOptions } from '../s3-storage-options.ts';
import { S3Storage } from '../s3-storage.ts';
import { CERTIFICATE, KEY } from '../../test/self-signed.ts';

const NOW = new Date('2026-11-25T12:00:00Z');
let now = NOW;
let server: MemoryS3Server;
let bucket: string;
const clients: S3Client[] = [];
const others: Server[] = [];

beforeEach(async () => {
  now = NOW;
  server = await MemoryS3Server.start({ minPartSize: 1, now: () => now });
  bucket = await freshBucket(connect());
  server.bucket(bucket).lifecycle = rules('<AbortIncompleteMultipartUpload/>');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const other of others.splice(0)) {
    await new Promise((resolve) => {
      other.close(resolve);
      other.closeAllConnections();
    });
  }
  await server.stop();
});

function connect(config: S3ClientConfig = {}): S3Client {
  const client = createTestClient(server, { maxAttempts: 1, ...config });
  clients.push(client);
  return client;
}

interface Case extends Partial<S3StorageOptions> {
  readonly config?: S3ClientConfig;
  readonly of?: string | undefined;
  readonly signal?: AbortSignal;
}

async function run({ config, signal, ...options }: Case = {}): Promise<Diagnosis[]> {
  const storage = new S3Storage({ client: connect(config), clock: () => NOW, ...options });
  const of = 'of' in options ? options.of : bucket;
  const found: Diagnosis[] = [];
  for await (const each of storage.diagnose(of, { signal })) found.push(each);
  return found;
}

const statuses = (found: readonly Diagnosis[]) =>
  Object.fromEntries(found.map(({ check, status }) => [check, status]));

async function named(check: string, options?: Case): Promise<Diagnosis | undefined> {
  return (await run(options)).find((each) => each.check === check);
}

const healthy = {
  store: 'ok',
  credentials: 'ok',
  clock: 'ok',
  bucket: 'ok',
  'conditional writes': 'ok',
  'conditional deletes': 'ok',
  versioning: 'ok',
  'lifecycle rules': 'ok',
  'object lock': 'skipped',
  encryption: 'skipped',
};

const rules = (inside: string, filter = '<Filter/>') =>
  '<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ID>old</ID>' +
  `<Status>Enabled</Status>${filter}${inside}</Rule></LifecycleConfiguration>`;

const refusal = (status: number, code: string): Answer => ({
  status,
  body: `<Error><Code>${code}</Code><Message>No.</Message></Error>`,
});

describe('a diagnosis of S3', () => {
  it('of a healthy store is all right, and leaves nothing behind', async () => {
    expect(statuses(await run())).toEqual(healthy);
    expect([...server.bucket(bucket).objects.keys()]).toEqual([]);
    expect(server.bucket(bucket).uploads.size).toBe(0);
  });

  it('looks at no bucket when none is named', async () => {
    expect(statuses(await run({ of: undefined }))).toEqual({
      store: 'ok',
      credentials: 'ok',
      clock: 'ok',
    });
  });

  it('ends with the reason of an abort', async () => {
    const reason = new Error('enough');
    await expect(run({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    server.hook = () => {
      controller.abort(reason);
      return undefined;
    };
    await expect(run({ signal: controller.signal })).rejects.toBe(reason);
  });

  it('never says a secret', async () => {
    const credentials = { accessKeyId: 'AKIAUNKNOWN123WXYZ', secretAccessKey: 'hidden-secret' };
    const text = JSON.stringify(await run({ config: { credentials } }));
    expect(text).toContain('WXYZ');
    expect(text).not.toMatch(/AKIA|3WXYZ|hidden/);
  });
});

async function listen(other: Server): Promise<number> {
  others.push(other);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  return (other.address() as AddressInfo).port;
}

describe('the store', () => {
  it('is named with its region and its addressing', async () => {
    expect(await named('store')).toEqual({
      check: 'store',
      status: 'ok',
      message: `${server.endpoint} answers for the region us-east-1, with path addressing.`,
    });
  });

  it('that nothing listens at says so, and ends there', async () => {
    const endpoint = server.endpoint;
    await server.stop();
    server = await MemoryS3Server.start();
    const found = await run({ config: { endpoint } });
    expect(statuses(found)).toEqual({
      store: 'problem',
      credentials: 'skipped',
      bucket: 'skipped',
    });
    expect(found[0]?.message).toBe(`${endpoint} refuses connections: nothing listens there.`);
  });

  it('whose name the DNS does not know', async () => {
    const endpoint = 'http://store.invalid';
    expect((await named('store', { config: { endpoint } }))?.message).toMatch(
      /^http:\/\/store\.invalid cannot be (?:found|looked up): the DNS /,
    );
  });

  it('that does not answer in time', async () => {
    server.hook = () => new Promise<undefined>(() => undefined);
    expect(await named('store', { diagnosisTimeoutMs: 100 })).toMatchObject({
      status: 'problem',
      message: `${server.endpoint} did not answer in time.`,
    });
  });

  it('that speaks no TLS', async () => {
    const endpoint = server.endpoint.replace('http:', 'https:');
    expect((await named('store', { config: { endpoint } }))?.message).toContain(
      'does not speak TLS as it should',
    );
  });

  it('whose certificate is not trusted', async () => {
    const port = await listen(createTlsServer({ cert: CERTIFICATE, key: KEY }));
    const endpoint = `https://127.0.0.1:${port}`;
    expect(await named('store', { config: { endpoint } })).toMatchObject({
      status: 'problem',
      message: expect.stringContaining(
        'has a certificate that this machine does not trust',
      ) as string,
      hint: expect.stringContaining('--ca-bundle') as string,
    });
  });

  it('that is something else', async () => {
    const page = createServer((_, response) => {
      response.end('<html><body>Welcome</body></html>');
    });
    const endpoint = `http://127.0.0.1:${await listen(page)}`;
    expect(await named('store', { config: { endpoint } })).toMatchObject({
      status: 'problem',
      message: `${endpoint} answers, but not as S3 does.`,
    });
  });

  it('that has a problem', async () => {
    server.hook = () => refusal(500, 'InternalError');
    expect((await named('store'))?.message).toContain('has a problem of its own (500)');
  });

  it('that is of another region', async () => {
    const found = await run({ config: { region: 'eu-west-1' } });
    expect(found[0]).toMatchObject({
      status: 'problem',
      hint: 'Give it: --region us-east-1, or AWS_REGION.',
    });
    expect(statuses(found)).toMatchObject({ credentials: 'skipped', bucket: 'skipped' });
  });
});

describe('credentials', () => {
  const missing = Object.assign(new Error('None.'), { name: 'CredentialsProviderError' });

  it('that are not there', async () => {
    const credentials = async () => {
      throw missing;
    };
    const found = await run({ config: { credentials } });
    expect(statuses(found)).toEqual({
      store: 'skipped',
      credentials: 'problem',
      bucket: 'skipped',
    });
    expect(found[1]).toMatchObject({ message: 'No credentials were found.' });
  });

  it('say where they come from', async () => {
    const source = { $source: { CREDENTIALS_ENV_VARS: 'g' } };
    const credentials = async () => ({ ...server.credentials, ...source });
    expect((await named('credentials', { config: { credentials } }))?.message).toBe(
      'The store accepts the access key from the environment.',
    );
  });

  it.each([
    ['InvalidAccessKeyId', 'does not know'],
    ['SignatureDoesNotMatch', 'The secret is not that of'],
    ['ExpiredToken', 'have expired'],
    ['InvalidToken', 'is not valid'],
    ['UserSuspended', 'the user is suspended'],
  ])('that are refused with %s', async (code, words) => {
    server.hook = () => refusal(403, code);
    const found = await run();
    expect(found[1]).toMatchObject({
      status: 'problem',
      message: expect.stringContaining(words) as string,
      hint: expect.any(String) as string,
    });
    expect(found.at(-1)).toMatchObject({ check: 'bucket', status: 'skipped' });
  });

  it('that may not list buckets are good enough', async () => {
    server.deny = ['ListBuckets'];
    const found = await run();
    expect(statuses(found)).toEqual(healthy);
    expect(found[1]?.message).toContain('which may not list the buckets');
  });

  it('that nobody gave on purpose', async () => {
    const credentials = { accessKeyId: '', secretAccessKey: '' };
    const config = { credentials, signer: { sign: async <T>(request: T) => request } };
    expect(await named('credentials', { config, of: undefined })).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('not signed') as string,
    });
  });
});

describe('the clock', () => {
  it.each([
    [0, 'ok', 'agree'],
    [60, 'ok', 'but for 60 s'],
    [61, 'warning', 'is 1 min 1 s behind'],
    [-300, 'warning', 'is 5 min ahead of'],
    [301, 'problem', 'is 5 min 1 s behind'],
    [-90_000, 'problem', 'is 1 d 1 h ahead of'],
  ])('of a store that is %i s ahead is %s', async (seconds, status, words) => {
    now = new Date(NOW.getTime() + seconds * 1000);
    expect(await named('clock')).toMatchObject({
      status,
      message: expect.stringContaining(words) as string,
    });
  });

  it('is read from a refusal, too', async () => {
    now = new Date(NOW.getTime() + 3_600_000);
    server.hook = () => refusal(403, 'RequestTimeTooSkewed');
    expect(statuses(await run({ of: undefined }))).toEqual({
      store: 'ok',
      credentials: 'skipped',
      clock: 'problem',
    });
  });
});

describe('a bucket', () => {
  it('must be there', async () => {
    expect((await run({ of: 'absent' })).at(-1)).toEqual({
      check: 'bucket',
      status: 'problem',
      message: 'The bucket absent does not exist.',
      hint: 'Create it: deltaglider mb s3://absent',
    });
  });

  it('must be listed', async () => {
    server.deny = ['ListObjectsV2'];
    expect((await run()).at(-1)).toMatchObject({
      check: 'bucket',
      status: 'problem',
      message: `s3://${bucket} may not be listed: access is denied (AccessDenied).`,
    });
  });

  it('of another region is a problem, or a detour where the client finds it by itself', async () => {
    const client = connect();
    const elsewhere = 'elsewhere';
    await client.send(
      new CreateBucketCommand({
        Bucket: elsewhere,
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    );
    const found = await named('bucket', { of: elsewhere });
    expect(found).toMatchObject({
      status: 'problem',
      message: 's3://elsewhere is in eu-west-1, not in us-east-1.',
    });
    const config = { followRegionRedirects: true };
    const detour = await named('bucket', { of: elsewhere, config });
    expect(detour).toMatchObject({
      status: 'warning',
      hint: 'Give its region: --region eu-west-1, or AWS_REGION.',
    });
  });
});

describe('conditions', () => {
  it('that are all ignored', async () => {
    server.ignoreConditions = true;
    const found = await run();
    expect(statuses(found)).toEqual({
      ...healthy,
      'conditional writes': 'warning',
      'conditional deletes': 'warning',
    });
    expect([...server.bucket(bucket).objects.keys()]).toEqual([]);
  });

  it('that are ignored on parts and copies only: it says what is done instead', async () => {
    server.ignoreConditions = ['CompleteMultipartUpload', 'CopyObject'];
    const found = await named('conditional writes');
    expect(found?.status).toBe('ok');
    expect(found?.message).toMatch(/uploads in parts: .* one request up to 5 GiB/);
    expect(found?.message).toMatch(/copies: .* pass through this machine/);
  });

  it('cannot be tried where nothing may be written', async () => {
    server.deny = ['PutObject'];
    expect(statuses(await run())).toEqual({
      ...healthy,
      'conditional writes': 'skipped',
      'conditional deletes': 'skipped',
    });
  });

  it('that are known are not tried', async () => {
    const all = { create: true, replace: true, complete: true, copy: true, delete: true };
    await run({ conditions: all });
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([
      expect.objectContaining({ operation: 'CreateBucket' }),
    ]);
  });
});

describe('settings', () => {
  it('that may not be read are skipped', async () => {
    server.deny = ['GetBucketVersioning', 'GetBucketLifecycleConfiguration'];
    expect(statuses(await run())).toEqual({
      ...healthy,
      versioning: 'skipped',
      'lifecycle rules': 'skipped',
    });
  });

  it.each([
    ['Suspended', '<AbortIncompleteMultipartUpload/>', 'ok'],
    ['Enabled', '<AbortIncompleteMultipartUpload/>', 'warning'],
    [
      'Enabled',
      '<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>',
      'ok',
    ],
  ] as const)('versioning that is %s beside %s is %s', async (versioning, rule, status) => {
    Object.assign(server.bucket(bucket), { versioning, lifecycle: rules(rule) });
    expect(await named('versioning')).toMatchObject({ status });
  });

  const EXPIRE = '<Expiration><Days>30</Days></Expiration>';
  const archive = (to: string) =>
    `<Transition><Days>1</Days><StorageClass>${to}</StorageClass></Transition>`;
  const TAG = '<Filter><Tag><Key>kind</Key><Value>old</Value></Tag></Filter>';

  it.each([
    [EXPIRE, '<Filter/>', 'problem', 'The rule "old" deletes references'],
    [
      EXPIRE,
      '<Filter><Prefix>app/</Prefix></Filter>',
      'problem',
      'The rule "old" for app/ deletes',
    ],
    [EXPIRE, '<Prefix>app/</Prefix>', 'problem', 'The rule "old" for app/ deletes'],
    [EXPIRE, '<Filter><Prefix>.deltaglider/trash/</Prefix></Filter>', 'ok', 'None takes away'],
    [EXPIRE, TAG, 'warning', 'deletes objects that have a tag'],
    [archive('DEEP_ARCHIVE'), '<Filter/>', 'problem', 'archives references'],
    [archive('GLACIER'), TAG, 'warning', 'until they are restored'],
    [archive('GLACIER_IR'), '<Filter/>', 'ok', 'None takes away'],
  ])('the lifecycle rule %s of %s is %s', async (rule, filter, status, words) => {
    server.bucket(bucket).lifecycle = rules(rule, filter);
    expect(await named('lifecycle rules')).toMatchObject({
      status,
      message: expect.stringContaining(words) as string,
    });
  });

  it('without a rule for uploads that broke off has a hint', async () => {
    server.bucket(bucket).lifecycle = undefined;
    expect(await named('lifecycle rules')).toEqual({
      check: 'lifecycle rules',
      status: 'ok',
      message: 'The bucket has none.',
      hint: expect.stringContaining('AbortIncompleteMultipartUpload') as string,
    });
  });

  it.each([
    ['object-lock', refusal(404, 'ObjectLockConfigurationNotFoundError'), 'object lock', 'ok'],
    [
      'object-lock',
      {
        body:
          '<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>' +
          '<Mode>GOVERNANCE</Mode><Days>7</Days></DefaultRetention></Rule></ObjectLockConfiguration>',
      },
      'object lock',
      'warning',
    ],
    [
      'encryption',
      refusal(404, 'ServerSideEncryptionConfigurationNotFoundError'),
      'encryption',
      'ok',
    ],
  ])('%s', async (query, answer, check, status) => {
    server.hook = (request) => (request.query.has(query) ? answer : undefined);
    expect(await named(check)).toMatchObject({ status });
  });

  it('say who needs a key', async () => {
    const body =
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>' +
      '<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/releases</KMSMasterKeyID>' +
      '</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>';
    server.hook = (request) => (request.query.has('encryption') ? { body } : undefined);
    expect(await named('encryption')).toMatchObject({
      status: 'ok',
      message: 'New objects are encrypted with the KMS key alias/releases.',
      hint: expect.stringContaining('kms:Decrypt') as string,
    });
  });
});

describeWithS3('a diagnosis of a server', (real) => {
  it('finds no problem, and leaves nothing behind', async () => {
    const client = createTestClient(real);
    clients.push(client);
    const name = await freshBucket(client);
    const storage = new S3Storage({ client });
    const found: Diagnosis[] = [];
    for await (const each of storage.diagnose(name)) found.push(each);
    expect(found.filter(({ status }) => status === 'problem')).toEqual([]);
    expect(statuses(found)).toMatchObject({
      store: 'ok',
      credentials: 'ok',
      clock: 'ok',
      bucket: 'ok',
      'conditional writes': 'ok',
      versioning: 'ok',
      'lifecycle rules': 'ok',
    });
    for await (const { key } of storage.list(name)) expect.fail(`left behind: ${key}`);
  });
});
