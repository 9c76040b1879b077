import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents, release, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
  world.write('t/notes.txt', 'notes\n');
  for (const version of ['1', '2']) world.write(`t/app/v${version}.zip`, release(version));
  await world.ok('cp -r t s3://bkt/t -q');
});

/** Flips a bit of an object in the store. */
function damage(name: string): void {
  const path = join(world.store, 'bkt', name);
  const bytes = readFileSync(path);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('check', () => {
  it('finds trees equal', async () => {
    const equal = { code: 0, stdout: '= app/v1.zip\n= app/v2.zip\n= notes.txt\n', stderr: '' };
    expect(await world.run(['check', 't', 's3://bkt/t'])).toEqual(equal);
    expect(await world.run(['check', 's3://bkt/t/', './t/'])).toEqual(equal);
    expect(await world.run(['check', 't', 's3://bkt/t', '--download'])).toEqual(equal);
  });

  it('tells in which way names differ, and ends with 1', async () => {
    world.write('t/app/v2.zip', release('3'));
    world.write('t/new.txt', 'new\n');
    await world.ok('cp t/notes.txt s3://bkt/t/old.txt -q');
    const { code, stdout, stderr } = await world.run(['check', 't', 's3://bkt/t']);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toBe('= app/v1.zip\n* app/v2.zip\n+ new.txt\n= notes.txt\n- old.txt\n');
    const sizes = await world.run(['check', 't', 's3://bkt/t', '--size-only', '--one-way']);
    expect([sizes.code, sizes.stdout]).toEqual([
      1,
      '= app/v1.zip\n= app/v2.zip\n+ new.txt\n= notes.txt\n',
    ]);
    const words = 'check t s3://bkt/t --exclude * --include app/* --exclude *2.zip'.split(' ');
    expect(await world.run(words)).toMatchObject({ code: 0, stdout: '= app/v1.zip\n' });
  });

  it('tells programs how it knows', async () => {
    const { stdout } = await world.ok('check t s3://bkt/t --json');
    const [first, , , summary] = documents(stdout);
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(first).toEqual({
      type: 'result',
      name: 'app/v1.zip',
      status: 'equal',
      source: { size: 200_000, sha256, digest: 'read' },
      destination: { size: 200_000, sha256, digest: 'recorded' },
    });
    expect(summary).toMatchObject({ type: 'summary', equal: 3, different: 0, downloaded: 0 });
    const read = await world.ok('check t s3://bkt/t --json --download');
    expect(documents(read.stdout).at(-1)).toMatchObject({ downloaded: 400_006 });
  });

  it('ends with 3 for an object that is damaged, once it is read', async () => {
    damage('t/notes.txt');
    await world.ok('check t s3://bkt/t');
    const { code, stdout, stderr } = await world.run(['check', 't', 's3://bkt/t', '--download']);
    expect([code, stdout]).toEqual([3, '= app/v1.zip\n= app/v2.zip\n! notes.txt\n']);
    expect(stderr).toMatch(/^check failed: notes\.txt: s3:\/\/bkt\/t\/notes\.txt is damaged: /);
  });

  it('compares two stores', async () => {
    const other = pathToFileURL(world.directory('other')).href;
    await world.ok(`mb s3://copy --store ${other}`);
    await world.ok(
      `cp -r s3://bkt/t s3://copy --store ${other} --source-store ${world.storeUrl} -q`,
    );
    const line = `check s3://bkt/t s3://copy --store ${other} --source-store ${world.storeUrl}`;
    expect((await world.ok(line)).stdout).toBe('= app/v1.zip\n= app/v2.zip\n= notes.txt\n');
  });

  it('warns of what it skips, and ends with 2', async () => {
    symlinkSync('nowhere', join(world.work, 't/broken'));
    const { code, stderr } = await world.run(['check', 't', 's3://bkt/t']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `warning: Skipping file ${join(world.work, 't/broken')}. File does not exist.\n`,
    );
  });

  it('does not take nothing for equal', async () => {
    world.directory('work/empty');
    const { code, stdout, stderr } = await world.run(['check', 'empty', 's3://bkt/none']);
    expect([code, stdout, stderr]).toEqual([1, '', 'There is nothing to compare.\n']);
  });

  it.each([
    ['check t', 252, 'the following arguments are required: destination'],
    ['check t t', 252, 'at least one of the two must be an S3 URI'],
    ['check - s3://bkt', 252, 'A stream is no tree.'],
    ['check t s3://bkt --size-only --download', 252, '--size-only'],
    ['check none s3://bkt', 252, 'The file none could not be opened: it does not exist.'],
    ['check t/notes.txt s3://bkt', 252, 't/notes.txt is a file, not a directory.'],
    ['check t s3://none', 254, 'none'],
  ])('refuses %s', async (line, exit, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(code).toBe(exit);
    expect(stderr).toContain(message);
  });
});
