import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MemoryS3Server } from '@repo/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { release, type World } from './world.ts';

let server: MemoryS3Server;
let world: World;
beforeAll(async () => {
  server = await MemoryS3Server.start();
  world = createS3World(server);
  await world.ok('mb s3://bkt');
  world.write('v1.zip', release('1'));
  world.write('notes.txt', 'notes');
});
afterAll(() => server.stop());
beforeEach(() => {
  server.clearRequests();
});

/** The headers of what was written, by physical key. */
const writes = () =>
  Object.fromEntries(
    server.requests
      .filter(({ operation, key }) => operation === 'PutObject' && !key.includes('/tmp/'))
      .map(({ key, headers }) => [key, headers]),
  );

describe('cp to S3', () => {
  it('sends how an object is to be kept with everything that is stored for it', async () => {
    await world.ok(
      'cp v1.zip s3://bkt/kept/ --storage-class STANDARD_IA --sse aws:kms --sse-kms-key-id id',
    );
    const kept = {
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'id',
    };
    expect(writes()).toMatchObject({
      'kept/reference.bin': kept,
      'kept/v1.zip.delta': { ...kept, 'x-amz-storage-class': 'STANDARD_IA' },
    });
  });

  it('takes AES256 for --sse without a value', async () => {
    await world.ok('cp --sse notes.txt s3://bkt/');
    expect(writes()['notes.txt']).toMatchObject({ 'x-amz-server-side-encryption': 'AES256' });
  });

  it('sends who may do what', async () => {
    await world.ok('cp --grants read=id=a full=id=b,id=c notes.txt s3://bkt/granted.txt');
    await world.ok('cp notes.txt s3://bkt/ruled.txt --acl bucket-owner-full-control');
    expect(writes()).toMatchObject({
      'granted.txt': { 'x-amz-grant-read': 'id=a', 'x-amz-grant-full-control': 'id=b,id=c' },
      'ruled.txt': { 'x-amz-acl': 'bucket-owner-full-control' },
    });
  });

  it('sends where a website redirects', async () => {
    await world.ok('cp notes.txt s3://bkt/moved --website-redirect /elsewhere');
    expect(writes().moved).toMatchObject({ 'x-amz-website-redirect-location': '/elsewhere' });
  });

  it('keeps a copy as it is told', async () => {
    await world.ok('cp v1.zip s3://bkt/from/');
    server.clearRequests();
    await world.ok('cp s3://bkt/from/v1.zip s3://bkt/to/v1.zip --storage-class GLACIER_IR');
    expect(writes()['to/v1.zip.delta']).toMatchObject({ 'x-amz-storage-class': 'GLACIER_IR' });
  });

  it.each([
    [['--sse=none'], 'Expected --sse=none to be one of: AES256, aws:kms, aws:kms:dsse'],
    [['--acl', 'mine'], expect.stringMatching(/^Expected --acl=mine to be one of: private, /)],
    [['--grants', 'read=me'], 'argument --grants: read=me is not a grant.'],
    [['--sse-kms-key-id', 'id'], expect.stringContaining('this needs --sse aws:kms')],
    [['--cli-read-timeout', 'x'], expect.stringContaining('not a whole number of seconds')],
  ])('refuses %j', async (flags, message: unknown) => {
    const { code, stdout } = await world.run(['cp', 'v1.zip', 's3://bkt/', '--json', ...flags]);
    expect(code).toBe(252);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message } });
    expect(server.requests).toEqual([]);
  });
});

describe('flags that say how to reach S3', () => {
  it('win over the environment', async () => {
    const elsewhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-west-1' };
    const args = ['ls', '--endpoint-url', server.endpoint, '--region', 'us-east-1'];
    expect(await world.run(args, { env: elsewhere })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('bkt') as string,
    });
  });

  it('choose a profile, whose keys win over those of the environment', async () => {
    const home = join(world.root, 'home', '.aws');
    mkdirSync(home, { recursive: true });
    const { accessKeyId, secretAccessKey } = server.stranger;
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
    writeFileSync(join(home, 'credentials'), `[stranger]\n${keys}`);
    expect((await world.ok('ls --profile stranger')).stdout).toBe('');
    expect((await world.ok('ls')).stdout).toContain('bkt');
    const store = ['--store', 's3:?profile=stranger'];
    expect((await world.run(['ls', ...store])).stdout).toBe('');
  });

  it('leave requests unsigned', async () => {
    const { code } = await world.run(['ls', 's3://bkt', '--no-sign-request']);
    expect(code).toBe(254);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('are wrong for a store in a directory, on every command', async () => {
    for (const args of [['ls'], ['rm', 's3://bkt/k'], ['cp', 'v1.zip', 's3://bkt/']]) {
      const all = [...args, '--store', world.storeUrl, '--endpoint-url', server.endpoint];
      expect(await world.run(all)).toEqual({
        code: 252,
        stdout: '',
        stderr:
          `\ndeltaglider: [ERROR]: argument --endpoint-url: this is for S3, and the store is ${world.storeUrl}.\n` +
          'Leave it out, or say --store s3:.\n',
      });
    }
  });
});

describe('the AWS SDK', () => {
  /** Whether a run has loaded it, which every file that ran tells. */
  async function loadsSdk(args: readonly string[], store: string): Promise<boolean> {
    const directory = world.directory(`loaded-${args.join('-')}-${store.slice(0, 2)}`);
    const env = { NODE_V8_COVERAGE: directory, DG_STORE: store };
    expect((await world.run(args, { env })).code).toBe(0);
    const urls = readdirSync(directory).flatMap((name) => {
      const text = readFileSync(join(directory, name), 'utf8');
      return (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url);
    });
    const own = urls.filter((url) => url.startsWith('file:') && url.includes('/dist/'));
    expect(own.length).toBeGreaterThan(0);
    return own.some((url) => readFileSync(fileURLToPath(url), 'utf8').includes('PutObjectCommand'));
  }

  it('is not loaded before S3 is used', async () => {
    expect(await loadsSdk(['--version'], '')).toBe(false);
    expect(await loadsSdk(['cp', '--help'], '')).toBe(false);
    expect(await loadsSdk(['ls'], world.storeUrl)).toBe(false);
    expect(await loadsSdk(['ls'], '')).toBe(true);
  });
});
