import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { release, World } from './world.ts';

/** What `cat` writes, byte by byte. */
async function bytesOf(world: World, args: readonly string[]): Promise<Buffer> {
  const child = world.start(['cat', ...args]);
  child.stdin.end();
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, stderr]).toEqual([0, '']);
  return Buffer.concat(chunks);
}

async function fill(world: World, bucket: string): Promise<void> {
  world.write('v1.zip', release('1'));
  world.write('v2.zip', release('2'));
  world.write('notes.txt', '0123456789');
  for (const name of ['v1.zip', 'v2.zip', 'notes.txt']) {
    await world.ok(`cp ${name} s3://${bucket}/app/ -q`);
  }
}

describe('cat', () => {
  const world = new World();
  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    await fill(world, 'bkt');
  });

  it.each(['v1.zip', 'v2.zip', 'notes.txt'])('writes the bytes of %s', async (name) => {
    const actual = await bytesOf(world, [`s3://bkt/app/${name}`]);
    expect(actual.equals(world.read(name))).toBe(true);
  });

  it.each([
    ['0-0', '0'],
    ['3-5', '345'],
    ['8-', '89'],
    ['8-1000', '89'],
  ])('writes the bytes %s', async (range, expected) => {
    const actual = await bytesOf(world, ['s3://bkt/app/notes.txt', '--range', range]);
    expect(actual.toString()).toBe(expected);
  });

  it('writes a part of a delta', async () => {
    const actual = await bytesOf(world, ['--range=100000-100008', 's3://bkt/app/v2.zip']);
    expect(actual.toString()).toBe('version 2');
  });

  it.each(['5-3', '-5', 'a-b', '5', '1-2-3', ''])('refuses the range %j', async (range) => {
    const outcome = await world.run(['cat', 's3://bkt/app/notes.txt', `--range=${range}`]);
    expect(outcome).toEqual({
      code: 252,
      stdout: '',
      stderr: expect.stringContaining(
        `argument --range: ${range} is not a range of bytes.\n`,
      ) as string,
    });
  });

  it('ends with 252 for a range that begins behind the end', async () => {
    const { code, stdout, stderr } = await world.run([
      'cat',
      's3://bkt/app/notes.txt',
      '--range',
      '10-11',
    ]);
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain('which has 10 bytes.');
  });

  it('says that an object is absent, or that none is named', async () => {
    expect(await world.run(['cat', 's3://bkt/none'])).toEqual({
      code: 254,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: s3://bkt/none does not exist.\n',
    });
    expect((await world.run(['cat', 's3://bkt'])).code).toBe(252);
    expect((await world.run(['cat', '--json', 's3://bkt/app/notes.txt'])).code).toBe(252);
  });

  it('never writes a damaged object to its end', async () => {
    await world.ok('cp notes.txt s3://bkt/bad/ -q');
    writeFileSync(join(world.store, 'bkt/bad/notes.txt'), '0123456780');
    const { code, stdout, stderr } = await world.run(['cat', 's3://bkt/bad/notes.txt']);
    expect([code, stdout]).toEqual([254, '']);
    expect(stderr).toContain('s3://bkt/bad/notes.txt');
  });

  it('is quiet when the reader goes away', async () => {
    const child = world.start(['cat', 's3://bkt/app/v2.zip']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describeWithS3('cat on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('writes an object, and a part of one', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'cat');
    await fill(world, bucket);
    for (const name of ['v2.zip', 'notes.txt']) {
      const whole = await bytesOf(world, [`s3://${bucket}/app/${name}`]);
      expect(whole.equals(world.read(name))).toBe(true);
    }
    const open = await bytesOf(world, [`s3://${bucket}/app/notes.txt`, '--range', '7-']);
    expect(open.toString()).toBe('789');
    const part = await bytesOf(world, [`s3://${bucket}/app/v2.zip`, '--range', '100000-100008']);
    expect(part.toString()).toBe('version 2');
  });
});
