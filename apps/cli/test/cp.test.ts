import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { documents, release, World } from './world.ts';

const world = new World();

beforeAll(async () => {
  await world.ok('mb s3://bkt');
  for (const version of ['1', '2', '3']) world.write(`app/v${version}.zip`, release(version));
  world.write('a.txt', 'hello\n');
});

describe('uploads', () => {
  it.each([
    ['s3://bkt', 's3://bkt/a.txt'],
    ['s3://bkt/', 's3://bkt/a.txt'],
    ['s3://bkt/name', 's3://bkt/name'],
    ['s3://bkt/p/', 's3://bkt/p/a.txt'],
  ])('to %s makes %s', async (destination, made) => {
    expect(await world.run(['cp', 'a.txt', destination])).toEqual({
      code: 0,
      stdout: `upload: ./a.txt to ${made}\n`,
      stderr: '',
    });
  });

  it('brings a tree, as one reference and deltas', async () => {
    const { code, stdout } = await world.run(['cp', '-r', 'app', 's3://bkt/app']);
    expect(code).toBe(0);
    expect(stdout.split('\n').sort().slice(1)).toEqual(
      ['1', '2', '3'].map((v) => `upload: app/v${v}.zip to s3://bkt/app/v${v}.zip`),
    );
    const stored = world.files('store').filter((name) => name.startsWith('bkt/app/'));
    expect(stored).toEqual([
      'bkt/app/reference.bin',
      'bkt/app/v1.zip.delta',
      'bkt/app/v2.zip.delta',
      'bkt/app/v3.zip.delta',
    ]);
    const sizes = stored.map((name) => statSync(join(world.store, name)).size);
    expect(sizes[0]).toBe(200_000);
    for (const size of sizes.slice(1)) expect(size).toBeLessThan(5_000);
  });

  it('stores whole what it is told to', async () => {
    await world.run(['cp', '--no-delta', 'app/v1.zip', 's3://bkt/whole/']);
    await world.run(['cp', 'app/v1.zip', 's3://bkt/by-suffix/'], {
      env: { DG_DELTA_SUFFIXES: '-.zip' },
    });
    await world.run(['cp', '--min-delta-size', '1000000', 'app/v1.zip', 's3://bkt/by-size/']);
    const stored = world.files('store');
    for (const prefix of ['whole', 'by-suffix', 'by-size']) {
      expect(stored).toContain(`bkt/${prefix}/v1.zip`);
    }
  });

  it('fails for a directory without --recursive, and goes on in a tree', async () => {
    expect(await world.run(['cp', 'app', 's3://bkt/d'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `upload failed: ./app/ to s3://bkt/d ${world.work}/app/ is a directory, not a file.\n` +
        'Give --recursive for everything below it.\n',
    });
  });

  it('fails with 255 for a path that does not exist', async () => {
    expect(await world.run(['cp', 'none.txt', 's3://bkt/'])).toEqual({
      code: 255,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: The user-provided path none.txt does not exist.\n',
    });
  });

  it('fails for a bucket that does not exist', async () => {
    const { code, stdout, stderr } = await world.run(['cp', 'a.txt', 's3://nobody']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^upload failed: \.\/a\.txt to s3:\/\/nobody\/a\.txt .*nobody/);
  });

  it('warns of a file where a tree was meant', async () => {
    const { code, stderr } = await world.run(['cp', '-r', 'a.txt', 's3://bkt/']);
    expect(code).toBe(2);
    expect(stderr).toBe(`warning: Skipping file ${world.work}/a.txt/. File does not exist.\n`);
  });

  it('refuses two local paths', async () => {
    const { code, stderr } = await world.run(['cp', 'a.txt', 'b.txt']);
    expect(code).toBe(252);
    expect(stderr).toContain('at least one of the two must be an S3 URI.');
  });
});

describe('downloads', () => {
  beforeAll(async () => {
    await world.ok('cp a.txt s3://bkt/down/k.txt');
    await world.ok('cp app/v2.zip s3://bkt/down/v2.zip');
  });

  it('takes an existing directory, and one that is named as such', async () => {
    mkdirSync(join(world.work, 'exists'));
    const one = await world.ok('cp s3://bkt/down/k.txt exists');
    expect(one.stdout).toBe('download: s3://bkt/down/k.txt to exists/k.txt\n');
    const two = await world.ok('cp s3://bkt/down/k.txt new/');
    expect(two.stdout).toBe('download: s3://bkt/down/k.txt to new/k.txt\n');
    const three = await world.ok('cp s3://bkt/down/k.txt .');
    expect(three.stdout).toBe('download: s3://bkt/down/k.txt to ./k.txt\n');
    const four = await world.ok('cp s3://bkt/down/k.txt deep/er/name');
    expect(four.stdout).toBe('download: s3://bkt/down/k.txt to deep/er/name\n');
    expect(world.read('deep/er/name').toString()).toBe('hello\n');
  });

  it('brings back every byte, with the time of the object in whole seconds', async () => {
    await world.ok('cp s3://bkt/down/v2.zip back.zip');
    expect(new Uint8Array(world.read('back.zip'))).toEqual(release('2'));
    expect(statSync(join(world.work, 'back.zip')).mtimeMs % 1000).toBe(0);
  });

  it('takes su for a directory, not for the beginning of sub', async () => {
    await world.ok('cp a.txt s3://bkt/x/su/1');
    await world.ok('cp a.txt s3://bkt/x/sub/2');
    const { stdout } = await world.ok('cp -r s3://bkt/x/su from-su');
    expect(stdout).toBe('download: s3://bkt/x/su/1 to from-su/1\n');
  });

  it('says that a key is absent', async () => {
    expect(await world.run(['cp', 's3://bkt/none', '.'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'fatal error: s3://bkt/none does not exist.\n',
    });
  });

  it('does nothing for a bucket without --recursive', async () => {
    expect(await world.run(['cp', 's3://bkt/', '.'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('never leaves the destination', async () => {
    await world.run(['cp', '-', 's3://bkt/evil/../../escaped'], { input: 'evil' });
    await world.ok('cp a.txt s3://bkt/evil/fine');
    const { code, stdout, stderr } = await world.run(['cp', '-r', 's3://bkt/evil', 'in/here']);
    expect(code).toBe(2);
    expect(stdout).toBe('download: s3://bkt/evil/fine to in/here/fine\n');
    expect(stderr).toBe(
      'warning: Skipping file ../../escaped. File references a parent directory.\n',
    );
    expect(world.files('work')).not.toContain('escaped');
  });
});

describe('copies', () => {
  it('renames, and brings back every byte', async () => {
    await world.ok('cp app/v1.zip s3://bkt/c/v1.zip');
    const { stdout } = await world.ok('cp s3://bkt/c/v1.zip s3://bkt/d/');
    expect(stdout).toBe('copy: s3://bkt/c/v1.zip to s3://bkt/d/v1.zip\n');
    await world.ok('cp s3://bkt/d/v1.zip copied.zip');
    expect(new Uint8Array(world.read('copied.zip'))).toEqual(release('1'));
  });

  it('goes between stores', async () => {
    const other = new World();
    await other.ok('mb s3://theirs');
    const { code } = await other.run([
      'cp',
      '-r',
      's3://bkt/c',
      's3://theirs',
      '--source-store',
      world.storeUrl,
    ]);
    expect(code).toBe(0);
    expect(other.files('store')).toContain('theirs/v1.zip.delta');
  });
});

describe('streams', () => {
  it('stores standard input, and writes to standard output', async () => {
    const bytes = Buffer.from(release('9', 3_000_000));
    const up = await world.run(['cp', '-', 's3://bkt/s/dump.sql'], { input: bytes });
    expect(up).toEqual({ code: 0, stdout: '', stderr: '' });
    const child = world.start(['cp', 's3://bkt/s/dump.sql', '-']);
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(0);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it.each([
    ['cp -r - s3://bkt/k', 'Streaming is only possible for a single object'],
    ['cp - s3://bkt/', 'A stream needs the whole key'],
    ['cp - -', 'at least one of the two must be an S3 URI'],
    ['cp s3://bkt/k - --json', 'cannot both go to standard output'],
  ])('refuses %s', async (line, message) => {
    const { code, stderr, stdout } = await world.run(line.split(' '));
    expect(code).toBe(252);
    expect(stderr + stdout).toContain(message);
  });

  it('is quiet when the reader goes away', async () => {
    await world.run(['cp', '-', 's3://bkt/s/large'], { input: release('1', 8_000_000) });
    const child = world.start(['cp', 's3://bkt/s/large', '-']);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('--dryrun', () => {
  it('says what would be done, and does nothing', async () => {
    const before = world.files('store');
    const { code, stdout } = await world.run(['cp', '--dryrun', 'a.txt', 's3://bkt/dry']);
    expect([code, stdout]).toEqual([0, '(dryrun) upload: ./a.txt to s3://bkt/dry\n']);
    const down = await world.run(['cp', '--dryrun', '-r', 's3://bkt/c', 'dry']);
    expect(down.stdout).toBe('(dryrun) download: s3://bkt/c/v1.zip to dry/v1.zip\n');
    expect(world.files('store')).toEqual(before);
    expect(world.files('work').filter((name) => name.startsWith('dry'))).toEqual([]);
  });
});

describe('--json', () => {
  it('tells every event on a line of its own', async () => {
    const { code, stdout } = await world.run(['cp', '--json', 'app/v3.zip', 's3://bkt/json/']);
    expect(code).toBe(0);
    const events = documents(stdout);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['plan', 'start', 'progress', 'result', 'summary']),
    );
    expect(events.find(({ type }) => type === 'result')).toMatchObject({
      operation: 'upload',
      source: `${world.work}/app/v3.zip`,
      destination: 's3://bkt/json/v3.zip',
      size: 200_000,
      stored: 'delta',
      referenceSize: 200_000,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(events.at(-1)).toMatchObject({ type: 'summary', succeeded: 1, failed: 0 });
  });

  it('tells failures with their codes, and ends with 1', async () => {
    const { code, stdout } = await world.run(['cp', '--json', 'a.txt', 's3://nobody/k']);
    expect(code).toBe(1);
    expect(documents(stdout).find(({ type }) => type === 'error')).toMatchObject({
      destination: 's3://nobody/k',
      error: { code: 'BUCKET_NOT_FOUND', bucket: 'nobody' },
    });
  });
});

describe('what is shown', () => {
  it('is errors alone with --only-show-errors', async () => {
    const { code, stdout, stderr } = await world.run([
      'cp',
      '--only-show-errors',
      'a.txt',
      's3://bkt/o',
    ]);
    expect([code, stdout, stderr]).toEqual([0, '', '']);
    const failed = await world.run(['cp', '--only-show-errors', 'a.txt', 's3://nobody/o']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('upload failed');
  });
});
