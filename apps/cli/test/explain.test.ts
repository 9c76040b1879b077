import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    await world.ok(`cp ${name} s3://${bucket}/app/ -q`);
  }
}

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

/** What a delta in this bucket looks like, row by row. */
const deltaRows = (bucket: string) => [
  `s3://${bucket}/app/v2.zip is stored as a delta against s3://${bucket}/app/reference.bin.`,
  `  bytes at:           s3://${bucket}/app/v2.zip.delta`,
  '  size:               200000 (195.3 KiB)',
  expect.stringMatching(/^ {2}stored: {13}\d+ Bytes$/) as string,
  expect.stringMatching(/^ {2}ratio: {14}0\.00\d+$/) as string,
  '  codec:              xdelta3',
  `  reference:          s3://${bucket}/app/reference.bin, 200000 (195.3 KiB)`,
  expect.stringMatching(/^ {2}reference sha-256: {2}[0-9a-f]{64}$/) as string,
  expect.stringMatching(/^ {2}sha-256: {12}[0-9a-f]{64}$/) as string,
  expect.stringMatching(/^ {2}md5: {16}[0-9a-f]{32}$/) as string,
  expect.stringMatching(new RegExp(`^ {2}created at: {9}${TIME}$`)) as string,
  expect.stringMatching(new RegExp(`^ {2}stored at: {10}${TIME}$`)) as string,
  expect.stringMatching(/^ {2}tool: {15}deltaglider\/\d/) as string,
  '  note:               delta',
  '',
];

describe('explain', () => {
  const world = new World();
  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    await fill(world, 'bkt');
  });

  it('tells where a delta is, and against what', async () => {
    const { stdout } = await world.ok('explain s3://bkt/app/v2.zip');
    expect(stdout.split('\n')).toEqual(deltaRows('bkt'));
  });

  it('is one document with --json', async () => {
    const { stdout } = await world.ok('explain --json s3://bkt/app/v2.zip');
    expect(documents(stdout)).toEqual([
      expect.objectContaining({
        bucket: 'bkt',
        key: 'app/v2.zip',
        kind: 'delta',
        physicalKey: 'app/v2.zip.delta',
        size: 200_000,
        delta: {
          codec: 'xdelta3',
          ratio: expect.any(Number) as number,
          reference: {
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
            key: 'app/reference.bin',
            size: 200_000,
            state: 'standing',
          },
        },
      }),
    ]);
  });

  it('tells why an object is likely whole, by the settings of this run', async () => {
    const { stdout } = await world.ok('explain s3://bkt/app/notes.txt');
    expect(stdout).toContain(
      's3://bkt/app/notes.txt is stored whole.\n' +
        'A name like notes.txt is not of a type that is stored as a delta.\n',
    );
    const changed = await world.run(['explain', 's3://bkt/app/notes.txt'], {
      env: { DG_DELTA_SUFFIXES: '+.txt' },
    });
    expect(changed.stdout).toContain('It has fewer than 4096 bytes');
  });

  it('tells a reference', async () => {
    const { stdout } = await world.ok('explain s3://bkt/app/reference.bin');
    expect(stdout).toContain('s3://bkt/app/reference.bin is a reference: ');
  });

  it('ends with 3 for what cannot be read, and says why', async () => {
    await world.ok('cp v1.zip s3://bkt/lost/ -q');
    rmSync(join(world.store, 'bkt/lost/reference.bin'));
    const { code, stdout, stderr } = await world.run(['explain', 's3://bkt/lost/v1.zip']);
    expect(code).toBe(3);
    expect(stdout).toContain('s3://bkt/lost/reference.bin (missing)\n');
    expect(stderr).toMatch(/^damaged: Its reference is missing: .+\n.+\n$/);
    const json = await world.run(['explain', '--json', 's3://bkt/lost/v1.zip']);
    expect(json.code).toBe(3);
    expect(documents(json.stdout)).toMatchObject([
      { problem: { message: expect.stringContaining('missing') as string } },
    ]);
  });

  it('tells what another tool has written', async () => {
    writeFileSync(join(world.store, 'bkt/theirs.zip'), 'zip');
    const { stdout } = await world.ok('explain s3://bkt/theirs.zip');
    expect(stdout).toContain('s3://bkt/theirs.zip was written by another tool;');
  });

  it('says that an object is absent, and what has its place', async () => {
    expect(await world.run(['explain', 's3://bkt/none'])).toEqual({
      code: 254,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: s3://bkt/none does not exist.\n',
    });
    const { code, stderr } = await world.run(['explain', 's3://bkt/app/v2.zip.delta']);
    expect(code).toBe(254);
    expect(stderr).toContain('\nThe delta of s3://bkt/app/v2.zip has this place; ask for that.\n');
    expect((await world.run(['explain', 's3://bkt'])).code).toBe(252);
  });
});

describeWithS3('explain on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('tells a delta, and what another tool has written', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'explain');
    await fill(world, bucket);
    const Metadata = { note: 'delta' };
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'theirs.zip', Body: 'zip', Metadata }),
    );
    const ours = await world.ok(`explain s3://${bucket}/app/v2.zip`);
    expect(ours.stdout.split('\n')).toEqual(deltaRows(bucket));
    const theirs = await world.ok(`explain --json s3://${bucket}/theirs.zip`);
    expect(JSON.parse(theirs.stdout)).toMatchObject({ kind: 'foreign', size: 3 });
    const none = await world.run(['explain', `s3://${bucket}/none`]);
    expect([none.code, none.stderr]).toEqual([254, expect.stringContaining('does not exist')]);
  });
});
