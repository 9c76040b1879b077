import { beforeAll, describe, expect, it } from 'vitest';
import { release, World } from './world.ts';

const world = new World();
const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`;

beforeAll(async () => {
  await world.ok('mb s3://bkt');
  await world.ok('mb s3://empty');
  world.write('t/app/v1.zip', release('1'));
  world.write('t/app/v2.zip', release('2'));
  world.write('t/app.jar.asc', 'x');
  world.write('t/notes.txt', 'notes\n');
  await world.ok('cp -r t s3://bkt -q');
});

describe('ls', () => {
  it('lists buckets', async () => {
    for (const args of [['ls'], ['ls', 's3://']]) {
      const { code, stdout } = await world.run(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^${TIME} bkt\n${TIME} empty\n$`));
    }
  });

  it('lists one level, in the columns of aws, with logical sizes', async () => {
    const { stdout } = await world.ok('ls s3://bkt');
    expect(stdout).toMatch(
      new RegExp(
        `^ {27}PRE app/\n${TIME}          1 app\\.jar\\.asc\n${TIME}          6 notes\\.txt\n$`,
      ),
    );
    const inner = await world.ok('ls bkt/app/');
    expect(inner.stdout).toMatch(
      new RegExp(`^${TIME}     200000 v1\\.zip\n${TIME}     200000 v2\\.zip\n$`),
    );
  });

  it('takes a prefix for the beginning of names', async () => {
    const { stdout } = await world.ok('ls s3://bkt/app');
    expect(stdout).toMatch(new RegExp(`^ {27}PRE app/\n${TIME}          1 app\\.jar\\.asc\n$`));
  });

  it('lists all levels with whole keys, and never what is internal', async () => {
    const { stdout } = await world.ok('ls -r s3://bkt');
    expect(stdout.split('\n').map((line) => line.slice(31))).toEqual([
      'app.jar.asc',
      'app/v1.zip',
      'app/v2.zip',
      'notes.txt',
      '',
    ]);
  });

  it('writes sizes for people, and sums up', async () => {
    const { stdout } = await world.ok('ls -rh --summarize s3://bkt/app/');
    expect(stdout).toContain('  195.3 KiB app/v1.zip\n');
    expect(stdout).toMatch(/\n\nTotal Objects: 2\n {3}Total Size: 390\.6 KiB\n$/);
  });

  it('shows local time', async () => {
    const time = async (zone: string) => {
      const { stdout } = await world.run(['ls', 's3://bkt/notes.txt'], { env: { TZ: zone } });
      return Date.parse(`${stdout.slice(0, 19).replace(' ', 'T')}Z`);
    };
    expect((await time('Asia/Kolkata')) - (await time('UTC'))).toBe(5.5 * 3_600_000);
  });

  it('ends with 1 when nothing matches, and with 0 for an empty bucket', async () => {
    expect(await world.run(['ls', 's3://bkt/none'])).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(await world.run(['ls', 's3://empty'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('ends with 254 when there is no such bucket', async () => {
    const { code, stdout, stderr } = await world.run(['ls', 's3://nobody']);
    expect([code, stdout]).toEqual([254, '']);
    expect(stderr).toMatch(/^\ndeltaglider: \[ERROR\]: .*nobody.*\n/);
  });

  it('is one document with --json', async () => {
    const { stdout } = await world.ok('ls --json s3://bkt/app/');
    expect(JSON.parse(stdout)).toMatchObject({
      bucket: 'bkt',
      prefix: 'app/',
      prefixes: [],
      objects: [{ key: 'app/v1.zip', size: 200_000, stored: 'delta' }, { key: 'app/v2.zip' }],
      summary: { objects: 2, size: 400_000 },
    });
    const buckets = await world.ok('ls --json');
    expect(JSON.parse(buckets.stdout)).toMatchObject({
      buckets: [{ name: 'bkt' }, { name: 'empty' }],
    });
  });

  it('is quiet when the reader goes away', async () => {
    const child = world.start(['ls', '-r', 's3://bkt']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('verify', () => {
  it('checks one object', async () => {
    const { stdout } = await world.ok('verify s3://bkt/app/v2.zip');
    expect(stdout).toBe('verified: s3://bkt/app/v2.zip\n');
    const json = await world.ok('verify --json s3://bkt/app/v2.zip');
    expect(JSON.parse(json.stdout)).toMatchObject({
      key: 'app/v2.zip',
      valid: true,
      size: 200_000,
    });
  });

  it('checks a prefix and a bucket, and sums up', async () => {
    const prefix = await world.ok('verify -r s3://bkt/app');
    expect(prefix.stdout).toContain('Verified 2 object(s), 390.6 KiB intact: 0 damaged');
    const bucket = await world.ok('verify s3://bkt');
    expect(bucket.stdout).toContain('Verified 4 object(s)');
  });

  it('says that an object is absent, or that nothing matches', async () => {
    expect(await world.run(['verify', 's3://bkt/none'])).toEqual({
      code: 254,
      stdout: '',
      stderr: '\ndeltaglider: [ERROR]: s3://bkt/none does not exist.\n',
    });
    expect(await world.run(['verify', '-r', 's3://bkt/none'])).toMatchObject({ code: 1 });
  });
});
