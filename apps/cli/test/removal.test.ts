import { beforeEach, describe, expect, it } from 'vitest';
import { release, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
});

describe('rm', () => {
  it('deletes what is there and what is not', async () => {
    world.write('a.txt', 'a');
    await world.ok('cp a.txt s3://bkt/a.txt');
    expect((await world.ok('rm s3://bkt/a.txt')).stdout).toBe('delete: s3://bkt/a.txt\n');
    expect((await world.ok('rm s3://bkt/a.txt')).stdout).toBe('delete: s3://bkt/a.txt\n');
    expect(await world.run(['rm', 's3://bkt'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('deletes a tree but for what is excluded, and never a reference in use', async () => {
    for (const version of ['1', '2', '3']) world.write(`t/su/v${version}.zip`, release(version));
    world.write('t/sub/x.txt', 'x');
    await world.ok('cp -r t s3://bkt -q');
    const dry = await world.ok('rm -r --dryrun s3://bkt/su');
    expect(dry.stdout.match(/^\(dryrun\) delete: /gm)).toHaveLength(3);
    const { stdout } = await world.ok('rm --recursive s3://bkt/su --exclude *v2*');
    expect(stdout.split('\n').sort()).toEqual([
      '',
      'delete: s3://bkt/su/v1.zip',
      'delete: s3://bkt/su/v3.zip',
    ]);
    await world.ok('cp s3://bkt/su/v2.zip back.zip');
    expect(new Uint8Array(world.read('back.zip'))).toEqual(release('2'));
    await world.ok('rm -r s3://bkt');
    expect(await world.run(['ls', '-r', 's3://bkt'])).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('mb and rb', () => {
  it('make and remove', async () => {
    expect((await world.ok('mb s3://two')).stdout).toBe('make_bucket: two\n');
    expect((await world.ok('rb s3://two')).stdout).toBe('remove_bucket: two\n');
  });

  it('fail in the words of aws', async () => {
    const again = await world.run(['mb', 's3://bkt']);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(/^make_bucket failed: s3:\/\/bkt .+\n/);
    const absent = await world.run(['rb', 's3://none']);
    expect(absent).toMatchObject({ code: 1, stdout: '' });
    expect(absent.stderr).toMatch(/^remove_bucket failed: s3:\/\/none .+\n/);
    const name = await world.run(['mb', 's3://NO']);
    expect(name.code).toBe(1);
  });

  it.each([
    ['mb foo', 'foo is not an S3 URI.'],
    ['rb s3://bkt/key', 's3://bkt/key names more than a bucket.'],
  ])('refuse %s', async (line, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(code).toBe(252);
    expect(stderr).toContain(message);
  });

  it('remove a bucket with everything in it only by force', async () => {
    for (const version of ['1', '2']) world.write(`t/v${version}.zip`, release(version));
    await world.ok('cp -r t s3://bkt -q');
    const polite = await world.run(['rb', 's3://bkt']);
    expect(polite.code).toBe(1);
    expect(polite.stderr).toMatch(/^remove_bucket failed: s3:\/\/bkt .+\n/);
    const { stdout } = await world.ok('rb --force s3://bkt');
    expect(stdout.split('\n').sort()).toEqual([
      '',
      'delete: s3://bkt/v1.zip',
      'delete: s3://bkt/v2.zip',
      'remove_bucket: bkt',
    ]);
    expect((await world.ok('ls')).stdout).toBe('');
  });
});
