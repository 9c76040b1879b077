import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { createTestClient, FaultProxy, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { outcomeOf, release, type World } from './world.ts';

describeWithS3('the command line on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  let world: World;
  let bucket: string;
  beforeEach(async () => {
    world = createS3World(server);
    bucket = await freshBucket(client, 'cli');
  });

  const physicalKeys = async () => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map(({ Key }) => Key);
  };

  it('makes, fills, lists, checks and removes a bucket', async () => {
    const own = `${bucket}-own`;
    expect((await world.ok(`mb s3://${own}`)).stdout).toBe(`make_bucket: ${own}\n`);
    expect((await world.ok('ls')).stdout).toMatch(new RegExp(`^[-0-9]{10} [:0-9]{8} ${own}$`, 'm'));
    world.write('tree/app/v1.zip', release('1'));
    world.write('tree/app/v2.zip', release('2'));
    world.write('tree/notes.txt', 'notes');
    await world.ok(`cp -r tree s3://${own}/`);
    const time = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;
    const { stdout } = await world.ok(`ls -r --summarize s3://${own}`);
    expect(stdout).toMatch(
      new RegExp(
        `^${time} {5}200000 app/v1.zip\n${time} {5}200000 app/v2.zip\n${time} {10}5 notes.txt\n` +
          '\nTotal Objects: 3\n {3}Total Size: 400005\n$',
      ),
    );
    await world.ok(`cp -r s3://${own} back`);
    for (const name of ['app/v1.zip', 'app/v2.zip', 'notes.txt']) {
      expect(world.read(`back/${name}`).equals(world.read(`tree/${name}`))).toBe(true);
    }
    expect((await world.ok(`verify s3://${own}`)).stdout).toContain('0 damaged, 0 not readable');
    expect((await world.ok(`repair s3://${own}`)).stdout).toContain('2 of them deltas: 0 mended');
    expect((await world.ok(`doctor s3://${own}`)).stdout).toContain(' 0 problem(s)');
    await world.ok(`rm s3://${own}/notes.txt`);
    const full = await world.run(['rb', `s3://${own}`]);
    expect([full.code, full.stderr]).toEqual([
      1,
      expect.stringMatching(`^remove_bucket failed: s3://${own} .*BucketNotEmpty`),
    ]);
    await world.ok(`rb --force s3://${own}`);
    expect((await world.ok('ls')).stdout).not.toContain(own);
  });

  it('shows other tools what the format says', async () => {
    world.write('v1.zip', release('1'));
    world.write('v2.zip', release('2'));
    for (const name of ['v1.zip', 'v2.zip']) await world.ok(`cp ${name} s3://${bucket}/app/`);
    expect(await physicalKeys()).toEqual([
      'app/reference.bin',
      'app/v1.zip.delta',
      'app/v2.zip.delta',
    ]);
    const Key = 'app/v2.zip.delta';
    const { Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key }));
    expect(Metadata).toMatchObject({
      'dg-original-name': 'v2.zip',
      'dg-file-size': '200000',
      'dg-ref-key': 'app/reference.bin',
      'dg-note': 'delta',
    });
  });

  it('streams from standard input and to standard output', async () => {
    const input = release('1', 20 << 20);
    const put = await world.run(['cp', '-', `s3://${bucket}/stream.bin`], { input });
    expect(put).toEqual({ code: 0, stdout: '', stderr: '' });
    world.write('expected', input);
    await world.ok(`cp s3://${bucket}/stream.bin actual`);
    expect(world.read('actual').equals(world.read('expected'))).toBe(true);
    await world.run(['cp', '-', `s3://${bucket}/text`], { input: 'text\n' });
    expect((await world.ok(`cp s3://${bucket}/text -`)).stdout).toBe('text\n');
  });

  it('copies from and to a store in a directory', async () => {
    mkdirSync(join(world.store, 'local'), { recursive: true });
    world.write('v1.zip', release('1'));
    world.write('v2.zip', release('2'));
    for (const name of ['v1.zip', 'v2.zip']) await world.ok(`cp ${name} s3://${bucket}/app/`);
    const store = world.storeUrl;
    await world.ok(`cp -r s3://${bucket}/app/ s3://local/a/ --store ${store} --source-store s3:`);
    expect(world.files('store/local/a').filter((name) => name.endsWith('.delta'))).toHaveLength(2);
    await world.ok(`cp -r s3://local/a/ s3://${bucket}/b/ --source-store ${store}`);
    await world.ok(`cp s3://${bucket}/b/v2.zip back.zip`);
    expect(world.read('back.zip').equals(world.read('v2.zip'))).toBe(true);
  });

  it('stores whole what is public, says so, and lets anybody read it', async () => {
    world.write('v1.zip', release('1'));
    const args = ['cp', 'v1.zip', `s3://${bucket}/`, '--acl', 'public-read'];
    const { code, stderr } = await world.run(args);
    expect([code, stderr]).toEqual([
      0,
      `warning: s3://${bucket}/v1.zip is stored whole: it is public, and a delta would need its reference, which is not.\n`,
    ]);
    const group = 'read=uri=http://acs.amazonaws.com/groups/global/AllUsers';
    await world.ok(`cp --grants ${group} v1.zip s3://${bucket}/granted.zip`);
    const nobody = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    for (const name of ['v1.zip', 'granted.zip']) {
      const get = ['cp', '--no-sign-request', `s3://${bucket}/${name}`, `back-${name}`];
      expect((await world.run(get, { env: nobody })).stderr).toBe('');
      expect(world.read(`back-${name}`).equals(world.read('v1.zip'))).toBe(true);
    }
    await world.ok(`cp v1.zip s3://${bucket}/private.zip --no-delta`);
    const denied = await world.run(['cp', '--no-sign-request', `s3://${bucket}/private.zip`, 'x']);
    expect([denied.code, denied.stderr]).toEqual([1, expect.stringContaining('access is denied')]);
  });

  it('leaves no incomplete upload after Ctrl-C', async () => {
    world.write('big.bin', release('1', 40 << 20));
    let parts = 0;
    const proxy = await FaultProxy.start(server, {
      onRequest: ({ operation }) => {
        if (operation === 'UploadPart' && ++parts === 2) child.kill('SIGINT');
      },
    });
    const env = { AWS_ENDPOINT_URL: proxy.server.endpoint };
    const child = world.start(['cp', 'big.bin', `s3://${bucket}/`], { env });
    const { code, stderr } = await outcomeOf(child);
    await proxy.stop();
    expect([code, stderr]).toEqual([130, 'cancelled: ctrl-c received\n']);
    const list = new ListMultipartUploadsCommand({ Bucket: bucket });
    expect((await client.send(list)).Uploads ?? []).toEqual([]);
    expect(await physicalKeys()).toEqual([]);
  });

  it('works on many objects at once without a word of warning', async () => {
    for (let i = 0; i < 15; i++) world.write(`many/${i}.txt`, `${i}`);
    for (const line of [
      `cp -r many s3://${bucket}`,
      `verify s3://${bucket}`,
      `rm -r s3://${bucket}`,
    ]) {
      expect((await world.ok(line)).stderr).toBe('');
    }
  });

  // A HEAD, with which a download begins, is refused without a word.
  const denied = [1, 'access is denied (403)'] as const;
  const dead = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  it.each([
    ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'x' }, [254, 'SignatureDoesNotMatch'], denied],
    ['an unknown key', { AWS_ACCESS_KEY_ID: 'x' }, [254, 'InvalidAccessKeyId'], denied],
    ['no keys', { AWS_ACCESS_KEY_ID: '' }, [253, 'unable to locate credentials'], [1, 'unable to']],
    ['a dead endpoint', dead, [255, 'ECONNREFUSED'], [1, 'ECONNREFUSED']],
    ['a broken one', { AWS_ENDPOINT_URL: 'x' }, [253, 'Invalid endpoint: x'], [253, 'Invalid']],
    ['no profile', { AWS_PROFILE: 'x' }, [255, 'The config profile (x)'], [255, 'The config']],
  ] as const)('ends after %s as aws does', async (_, variables, listing, transfer) => {
    const env = { ...variables, AWS_MAX_ATTEMPTS: '1' };
    const runs = [
      [['ls', `s3://${bucket}`], listing],
      [['cp', `s3://${bucket}/k`, 'k'], transfer],
    ] as const;
    for (const [args, [code, text]] of runs) {
      const run = await world.run(args, { env });
      expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(text)]);
      // A sentence, and what to do about it.
      expect(run.stderr).toMatch(/^(?:\ndeltaglider: \[ERROR\]|fatal error): .+\n.+\n$/);
    }
  });

  it('ends without the bucket as aws does', async () => {
    world.write('a.txt', 'a');
    const none = `${bucket}-none`;
    const listed = await world.run(['ls', `s3://${none}`]);
    expect([listed.code, listed.stderr]).toEqual([254, expect.stringContaining('NoSuchBucket')]);
    const put = await world.run(['cp', 'a.txt', `s3://${none}/`]);
    expect([put.code, put.stderr]).toEqual([
      1,
      expect.stringMatching(`^upload failed: ./a.txt to s3://${none}/a.txt .*NoSuchBucket`),
    ]);
  });
});
