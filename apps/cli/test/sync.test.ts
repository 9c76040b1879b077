import { mkdirSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents, outcomeOf, release, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
});

const OLD = new Date('2020-01-01T00:00:00Z');

function write(name: string, content: Uint8Array | string, mtime = OLD): void {
  utimesSync(world.write(name, content), mtime, mtime);
}

const sorted = (text: string) => text.split('\n').filter(Boolean).sort();

describe('sync', () => {
  it('goes up, down and across in the words of aws, and a second time does nothing', async () => {
    write('d/a.txt', 'a');
    write('d/s/v1.zip', release('1'));
    write('d/s/v2.zip', release('2'));
    const up = await world.run(['sync', 'd', 's3://bkt/p']);
    expect({ ...up, stdout: sorted(up.stdout) }).toEqual({
      code: 0,
      stdout: [
        'upload: d/a.txt to s3://bkt/p/a.txt',
        'upload: d/s/v1.zip to s3://bkt/p/s/v1.zip',
        'upload: d/s/v2.zip to s3://bkt/p/s/v2.zip',
      ],
      stderr: '',
    });
    const across = await world.ok('sync s3://bkt/p s3://bkt/q');
    expect(sorted(across.stdout)[0]).toBe('copy: s3://bkt/p/a.txt to s3://bkt/q/a.txt');
    const down = await world.ok('sync s3://bkt/q out/deep');
    expect(sorted(down.stdout)[0]).toBe('download: s3://bkt/q/a.txt to out/deep/a.txt');
    expect(new Uint8Array(world.read('out/deep/s/v2.zip'))).toEqual(release('2'));
    expect(statSync(join(world.work, 'out/deep/s/v2.zip')).mtimeMs % 1000).toBe(0);
    for (const sides of ['d s3://bkt/p', 's3://bkt/p s3://bkt/q', 's3://bkt/q out/deep']) {
      const again = await world.ok(`sync ${sides} --delete`);
      expect([again.stdout, again.stderr]).toEqual(['', '']);
    }
    expect((await world.ok('sync s3://bkt/q out/deep --exact-timestamps')).stdout).toBe('');
  });

  it('deletes on either side what the other has not, and nothing beside', async () => {
    for (const name of ['a', 'su/x', 'su/y', 'sub/z']) write(`d/${name}`, name);
    await world.ok('sync d s3://bkt -q');
    rmSync(join(world.work, 'd/su/x'));
    const dry = await world.ok('sync d/su s3://bkt/su --delete --dryrun');
    expect(dry.stdout).toBe('(dryrun) delete: s3://bkt/su/x\n');
    const real = await world.ok('sync d/su s3://bkt/su --delete');
    expect(real.stdout).toBe('delete: s3://bkt/su/x\n');
    const { stdout } = await world.ok('ls -r s3://bkt');
    expect(stdout.match(/\S+$/gm)).toEqual(['a', 'su/y', 'sub/z']);
    write('d/extra', 'x');
    write('extra', 'x');
    expect(sorted((await world.ok('sync s3://bkt d --delete')).stdout)).toEqual([
      'delete: d/extra',
    ]);
    expect(sorted((await world.ok('sync s3://bkt . --exclude d/* --delete')).stdout)).toEqual([
      'delete: ./extra',
      'download: s3://bkt/a to ./a',
      'download: s3://bkt/su/y to su/y',
      'download: s3://bkt/sub/z to sub/z',
    ]);
  });

  it('goes between two stores', async () => {
    const other = pathToFileURL(world.directory('other')).href;
    await world.ok(`mb s3://bkt --store ${other}`);
    write('d/a.txt', 'a');
    write('d/v1.zip', release('1'));
    await world.ok(`sync d s3://bkt -q --store ${other}`);
    const line = `sync s3://bkt s3://bkt --source-store ${other} --checksum`;
    expect(sorted((await world.ok(line)).stdout)).toEqual([
      'copy: s3://bkt/a.txt to s3://bkt/a.txt',
      'copy: s3://bkt/v1.zip to s3://bkt/v1.zip',
    ]);
    expect((await world.ok(line)).stdout).toBe('');
    expect((await world.ok(`sync s3://bkt back --source-store ${other}`)).stdout).toContain(
      'back/v1.zip',
    );
  });

  it('makes the destination before anything else, but not in a dry run', async () => {
    await world.ok('sync s3://bkt/nothing dry --dryrun');
    await world.ok('sync s3://bkt/nothing made');
    expect(() => statSync(join(world.work, 'dry'))).toThrow(/ENOENT/);
    expect(statSync(join(world.work, 'made')).isDirectory()).toBe(true);
  });

  it('moves only what it is told to', async () => {
    write('d/a', 'aa');
    write('d/b', 'bb', new Date('2035-01-01T00:00:00Z'));
    write('d/c', 'c');
    for (const key of ['a', 'b', 'c'])
      await world.run(['cp', '-', `s3://bkt/${key}`], { input: 'xx' });
    const moved = async (flags: string) =>
      (await world.ok(`sync d s3://bkt --dryrun ${flags}`.trim())).stdout.match(/[abc]$/gm);
    expect(await moved('')).toEqual(['b', 'c']);
    expect(await moved('--size-only')).toEqual(['c']);
    expect(await moved('--checksum')).toEqual(['a', 'b', 'c']);
    expect(await moved('--no-overwrite')).toEqual(null);
    expect(await moved('--exclude b')).toEqual(['c']);
    expect(await moved('--exclude * --include a --checksum')).toEqual(['a']);
  });
});

describe('sync ends', () => {
  it('with 255 when the source does not exist, or is suddenly empty', async () => {
    write('d/a', 'a');
    await world.ok('sync d s3://bkt -q');
    expect(await world.run(['sync', 'none', 's3://bkt', '--delete'])).toEqual({
      code: 255,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: The user-provided path none does not exist.\n',
    });
    mkdirSync(join(world.work, 'empty'));
    for (const source of ['empty', 's3://bkt/none']) {
      expect(
        await world.run(['sync', source, source === 'empty' ? 's3://bkt' : 'd', '--delete']),
      ).toEqual({
        code: 255,
        stdout: '',
        stderr:
          '\ndeltaglider: [ERROR]: The source has nothing, and 1 of 1 at the destination would be deleted.\n' +
          'Is the source the right one? --allow-empty empties the destination.\n',
      });
    }
    const { stdout } = await world.ok('sync empty s3://bkt --delete --allow-empty');
    expect(stdout).toBe('delete: s3://bkt/a\n');
  });

  it('with 255 before the first of too many deletions', async () => {
    for (const name of ['a', 'b', 'c', 'd']) write(`d/${name}`, name);
    await world.ok('sync d s3://bkt -q');
    for (const name of ['a', 'b', 'c']) rmSync(join(world.work, 'd', name));
    write('d/new', 'x');
    const { code, stdout, stderr } = await world.run([
      'sync',
      'd',
      's3://bkt',
      '--delete',
      '--max-delete',
      '50%',
    ]);
    expect([code, stdout]).toEqual([255, 'upload: d/new to s3://bkt/new\n']);
    expect(stderr).toBe(
      '\ndeltaglider: [ERROR]: 3 of 4 at the destination would be deleted, which is more than 50%.\n' +
        'Nothing was deleted. Look with --dryrun, or raise --max-delete.\n',
    );
    expect(sorted((await world.ok('sync d s3://bkt --delete --max-delete 3')).stdout)).toHaveLength(
      3,
    );
  });

  it('with 1, and deletes nothing, when a transfer failed', async () => {
    write('d/a', 'a');
    write('d/old', 'a');
    await world.ok('sync d s3://bkt -q');
    rmSync(join(world.work, 'd/old'));
    write('d/.deltaglider/x', 'x');
    const { code, stdout, stderr } = await world.run(['sync', 'd', 's3://bkt', '--delete']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^upload failed: d\/\.deltaglider\/x to s3:\/\/bkt\/\.deltaglider\/x .+\n/,
    );
    expect(stderr).toMatch(
      /^Nothing is deleted, because not everything before succeeded \(1 failed\)\.\n/m,
    );
    expect((await world.ok('ls s3://bkt')).stdout).toMatch(/ old\n/);
  });

  it('with 2 when something is skipped', async () => {
    write('d/a', 'a');
    symlinkSync('nowhere', join(world.work, 'd/link'));
    expect(await world.run(['sync', 'd', 's3://bkt'])).toEqual({
      code: 2,
      stdout: 'upload: d/a to s3://bkt/a\n',
      stderr: `warning: Skipping file ${join(world.work, 'd/link')}. File does not exist.\n`,
    });
    const file = await world.run(['sync', 'd/a', 's3://bkt', '--delete']);
    const path = join(world.work, 'd/a/');
    expect(file).toEqual({
      code: 2,
      stdout: '',
      stderr: `warning: Skipping file ${path}. File does not exist.\n`,
    });
    await world.run(['cp', '-', 's3://bkt/../up'], { input: 'x' });
    const down = await world.run(['sync', 's3://bkt', 'out']);
    expect([down.code, down.stderr]).toEqual([
      2,
      'warning: Skipping file ../up. File references a parent directory.\n',
    ]);
    expect(world.files('work/out')).toEqual(['a']);
  });

  it.each([
    ['sync a b', 'at least one of the two must be an S3 URI.'],
    ['sync - s3://bkt', 'A stream is one object; sync takes directories and prefixes.'],
    ['sync . s3://bkt --max-delete 5%%', "argument --max-delete: invalid value: '5%%'"],
    ['sync . s3://bkt --max-delete 101%', "argument --max-delete: invalid value: '101%'"],
    ['sync . s3://bkt --max-delete 1.5', "argument --max-delete: invalid value: '1.5'"],
    ['sync . s3://bkt --checksum --size-only', '--size-only'],
    ['sync s3://bkt/a s3://bkt --delete', 'are one inside the other'],
    ['sync . s3://bkt --recursive', 'Unknown options: --recursive'],
    ['sync .', 'the following arguments are required: destination'],
  ])('with 252 for %s', async (line, message) => {
    const { code, stdout, stderr } = await world.run(line.split(' '));
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain(message);
  });

  it('with 130 on Ctrl-C, and no half file', async () => {
    world.write('big.bin', new Uint8Array(96 << 20));
    await world.ok('cp big.bin s3://bkt/ -q');
    const child = world.start(['sync', 's3://bkt', 'out', '--json']);
    let seen = '';
    child.stdout.on('data', (chunk: Buffer) => {
      // Once: a second Ctrl-C ends it at once.
      if (seen.includes('"progress"')) return;
      seen += chunk.toString();
      if (seen.includes('"progress"')) child.kill('SIGINT');
    });
    const { code } = await outcomeOf(child);
    expect(code).toBe(130);
    expect(world.files('work')).toEqual(['big.bin']);
    expect(world.files('tmp')).toEqual([]);
  });

  it('with JSON for programs', async () => {
    write('d/a', 'a');
    await world.run(['cp', '-', 's3://bkt/old'], { input: 'x' });
    const { stdout } = await world.ok('sync d s3://bkt --delete --json');
    expect(documents(stdout)).toMatchObject([
      { type: 'start', operation: 'upload' },
      { type: 'progress' },
      { type: 'result', operation: 'upload', destination: 's3://bkt/a' },
      { type: 'start', operation: 'delete' },
      { type: 'plan', transfers: 2 },
      { type: 'result', operation: 'delete', source: 's3://bkt/old' },
      { type: 'summary', succeeded: 2, failed: 0, warnings: 0 },
    ]);
  });
});
