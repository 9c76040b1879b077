import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, release, World } from './world.ts';

async function fill(world: World, bucket: string): Promise<void> {
  world.write('v1.zip', release('1'));
  world.write('v2.zip', release('2'));
  world.write('notes.txt', '0123456789');
  for (const name of ['v1.zip', 'v2.zip', 'notes.txt']) {
    await world.ok(`cp ${name} s3://${bucket}/app/ -q --metadata owner=me,team=a`);
  }
}

describe('head', () => {
  const world = new World();
  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    await fill(world, 'bkt');
  });

  it('tells the logical values of a delta', async () => {
    const { stdout } = await world.ok('head s3://bkt/app/v2.zip');
    const [first, ...rows] = stdout.split('\n');
    expect(first).toBe('s3://bkt/app/v2.zip');
    expect(rows).toEqual([
      '  size:            200000 (195.3 KiB)',
      expect.stringMatching(/^ {2}etag: {12}[0-9a-f]{32}$/),
      expect.stringMatching(/^ {2}last modified: {3}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      expect.stringMatching(/^ {2}sha-256: {9}[0-9a-f]{64}$/),
      '  content type:    application/zip',
      expect.stringMatching(/^ {2}stored: {10}as a delta, \d+ Bytes$/),
      '  metadata owner:  me',
      '  metadata team:   a',
      '',
    ]);
  });

  it('is one document with --json', async () => {
    const { stdout } = await world.ok('head --json s3://bkt/app/v2.zip');
    const [document, ...others] = documents(stdout);
    expect(others).toEqual([]);
    expect(document).toEqual({
      bucket: 'bkt',
      key: 'app/v2.zip',
      size: 200_000,
      etag: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      lastModified: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      stored: 'delta',
      storedSize: expect.any(Number) as number,
      contentType: 'application/zip',
      metadata: { owner: 'me', team: 'a' },
    });
    expect(document?.storedSize).toBeLessThan(1000);
  });

  it('tells an object that is stored whole', async () => {
    const { stdout } = await world.ok('head s3://bkt/app/notes.txt');
    expect(stdout).toContain('  size:            10 Bytes\n');
    expect(stdout).toContain('  stored:          whole, 10 Bytes\n');
  });

  it('says that an object is absent, or that none is named', async () => {
    expect(await world.run(['head', 's3://bkt/none'])).toEqual({
      code: 254,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: s3://bkt/none does not exist.\n',
    });
    const json = await world.run(['head', '--json', 's3://bkt/none']);
    expect(documents(json.stdout)).toMatchObject([
      { type: 'error', error: { code: 'OBJECT_NOT_FOUND', bucket: 'bkt', key: 'none' } },
    ]);
    expect((await world.run(['head', 's3://bkt/'])).code).toBe(252);
  });
});

describeWithS3('head on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('tells a delta, and what another tool has written', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'head');
    await fill(world, bucket);
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: 'theirs.txt',
        Body: 'hello',
        ContentType: 'text/x-theirs',
        CacheControl: 'no-store',
        Metadata: { note: 'mine' },
      }),
    );
    const ours = await world.ok(`head --json s3://${bucket}/app/v2.zip`);
    expect(JSON.parse(ours.stdout)).toMatchObject({
      size: 200_000,
      stored: 'delta',
      contentType: 'application/zip',
      metadata: { owner: 'me', team: 'a' },
    });
    const theirs = await world.ok(`head s3://${bucket}/theirs.txt`);
    expect(theirs.stdout.split('\n').slice(1)).toEqual([
      '  size:           5 Bytes',
      '  etag:           5d41402abc4b2a76b9719d911017c592',
      expect.stringContaining('  last modified:  '),
      '  content type:   text/x-theirs',
      '  cache control:  no-store',
      '  stored:         whole, by another tool, 5 Bytes',
      '  metadata note:  mine',
      '',
    ]);
  });

  it('tells the storage class', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'head');
    world.write('a.txt', 'a');
    await world.ok(`cp a.txt s3://${bucket}/ --storage-class STANDARD_IA`);
    const { stdout } = await world.ok(`head --json s3://${bucket}/a.txt`);
    expect(JSON.parse(stdout)).toMatchObject({ storageClass: 'STANDARD_IA' });
  });
});
