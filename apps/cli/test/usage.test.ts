import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, release, World } from './world.ts';

async function fill(world: World, bucket: string): Promise<void> {
  for (const version of ['1', '2', '3', '4']) {
    world.write(`t/app/v${version}.zip`, release(version));
  }
  world.write('t/app/docs/notes.txt', '0123456789');
  world.write('t/web/index.html', 'x'.repeat(2048));
  world.write('t/top.txt', 'top');
  await world.ok(`cp -r t s3://${bucket} -q --concurrency 1`);
}

/** Four releases as deltas of a few bytes, with one reference. */
const APP_SIZE = 4 * 200_000 + 10;

/** The rows of `du`, cell by cell; the amount of stored bytes is checked apart. */
function rowsOf(stdout: string): string[][] {
  const [header, ...rows] = stdout.trimEnd().split('\n');
  expect(header).toBe('  OBJECTS            SIZE          STORED   SAVED  PREFIX');
  return rows.map((row) => {
    const cells = [row.slice(0, 9), row.slice(9, 25), row.slice(25, 41), row.slice(41, 49)];
    return [...cells, row.slice(49)].map((cell) => cell.trim());
  });
}

/** Bytes of all files below a directory of the store. */
function storedIn(world: World, directory: string): number {
  return world
    .files(directory)
    .map((name) => world.read(`../${directory}/${name}`).length)
    .reduce((sum, size) => sum + size, 0);
}

describe('du', () => {
  const world = new World();
  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    await world.ok('mb s3://empty');
    await fill(world, 'bkt');
  });

  it('adds up every prefix, with each reference once', async () => {
    const { stdout } = await world.ok('du s3://bkt');
    const app = storedIn(world, 'store/bkt/app');
    expect(rowsOf(stdout)).toEqual([
      ['1', '10', '10', '0.0%', 's3://bkt/app/docs/'],
      ['5', String(APP_SIZE), String(app), '75.0%', 's3://bkt/app/'],
      ['1', '2048', '2048', '0.0%', 's3://bkt/web/'],
      ['7', String(APP_SIZE + 2051), String(app + 2051), '74.8%', 's3://bkt/'],
    ]);
  });

  it('stops at a depth, and shows the whole alone', async () => {
    const places = async (line: string) => {
      const { stdout } = await world.ok(line);
      return rowsOf(stdout).map(([objects, , , , place]) => `${objects} ${place}`);
    };
    const first = ['5 s3://bkt/app/', '1 s3://bkt/web/', '7 s3://bkt/'];
    expect(await places('du --depth 1 s3://bkt')).toEqual(first);
    expect(await places('du --max-depth=1 s3://bkt')).toEqual(first);
    for (const line of ['du -s s3://bkt/app', 'du --depth 0 s3://bkt/app/']) {
      expect(await places(line)).toEqual(['5 s3://bkt/app/']);
    }
    expect((await world.run(['du', '-s', '--depth', '1', 's3://bkt'])).code).toBe(252);
    expect((await world.run(['du', '--depth', 'x', 's3://bkt'])).code).toBe(252);
    expect((await world.run(['du', '--depth=-1', 's3://bkt'])).code).toBe(252);
  });

  it('writes sizes for people', async () => {
    const { stdout } = await world.ok('du -sh s3://bkt/web');
    expect(rowsOf(stdout)).toEqual([['1', '2.0 KiB', '2.0 KiB', '0.0%', 's3://bkt/web/']]);
  });

  it('adds up all buckets, which are the first level', async () => {
    const { stdout } = await world.ok('du --depth 1');
    const rows = rowsOf(stdout);
    expect(rows.map((row) => row.at(-1))).toEqual(['s3://bkt/', 's3://empty/', 's3://']);
    expect(rows[2]?.slice(0, 4)).toEqual(rows[0]?.slice(0, 4));
    expect(rows[1]?.slice(0, 4)).toEqual(['0', '0', '0', '-']);
    expect(rowsOf((await world.ok('du -s')).stdout)).toEqual([rows[2]]);
    expect(rowsOf((await world.ok('du')).stdout)).toHaveLength(6);
    const [document] = documents((await world.ok('du --json')).stdout);
    expect(document).toMatchObject({
      buckets: [
        { bucket: 'bkt', prefixes: [{ prefix: 'app/docs/' }, {}, {}], summary: { objects: 7 } },
        { bucket: 'empty', prefixes: [], summary: { objects: 0 } },
      ],
      summary: { objects: 7, references: 1 },
    });
  });

  it('is one document with --json', async () => {
    const { stdout } = await world.ok('du --json s3://bkt/app');
    const storedSize = storedIn(world, 'store/bkt/app');
    expect(documents(stdout)).toEqual([
      {
        bucket: 'bkt',
        prefix: 'app',
        prefixes: [
          expect.objectContaining({ prefix: 'app/docs/', depth: 1, objects: 1, size: 10 }),
        ],
        summary: {
          objects: 5,
          deltas: 4,
          references: 1,
          size: APP_SIZE,
          storedSize,
          unreadable: 0,
          unreadableSize: 0,
          saved: 1 - storedSize / APP_SIZE,
        },
      },
    ]);
  });

  it('ends with 1 when nothing is there, 0 for an empty bucket, 254 without the bucket', async () => {
    const none = await world.run(['du', 's3://bkt/none']);
    expect([none.code, none.stderr]).toEqual([1, 'Nothing is below s3://bkt/none.\n']);
    expect(rowsOf((await world.ok('du s3://empty')).stdout)).toHaveLength(1);
    const nobody = await world.run(['du', 's3://nobody']);
    expect([nobody.code, nobody.stdout]).toEqual([254, '']);
  });

  it('is quiet when the reader goes away', async () => {
    const child = world.start(['du', 's3://bkt']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('tree', () => {
  const world = new World();
  beforeAll(async () => {
    await world.ok('mb s3://bkt');
    await fill(world, 'bkt');
  });
  const drawn = async (variables: Record<string, string>, ...args: string[]) => {
    const { code, stdout, stderr } = await world.run(['tree', ...args], { env: variables });
    expect([code, stderr]).toEqual([0, '']);
    return stdout.replaceAll(/ {2}\d+ object.*/g, '').split('\n');
  };

  it('draws prefixes below each other', async () => {
    expect(await drawn({ LANG: 'en_US.UTF-8' }, 's3://bkt')).toEqual([
      's3://bkt/',
      '├── app/',
      '│   └── docs/',
      '└── web/',
      '',
    ]);
    const { stdout } = await world.ok('tree s3://bkt/web');
    expect(stdout).toBe('s3://bkt/web/  1 object(s), 2.0 KiB, stored 2.0 KiB, 0.0% saved\n');
  });

  it.each([
    [{ LANG: 'C' }, false],
    [{}, false],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'de_DE.ISO-8859-1' }, false],
    [{ LANG: 'C', LC_ALL: 'C.utf8' }, true],
  ])('is drawn in ASCII where the locale has no UTF-8: %j', async (variables, boxes) => {
    const rows = await drawn(variables, 's3://bkt');
    expect(rows.slice(1, 4)).toEqual(
      boxes ? ['├── app/', '│   └── docs/', '└── web/'] : ['|-- app/', '|   `-- docs/', '`-- web/'],
    );
  });

  it('stops at a depth', async () => {
    expect(await drawn({}, '--depth', '1', 's3://bkt')).toEqual([
      's3://bkt/',
      '|-- app/',
      '`-- web/',
      '',
    ]);
  });

  it('is one document with --json', async () => {
    const { stdout } = await world.ok('tree --json s3://bkt');
    expect(documents(stdout)).toMatchObject([
      {
        bucket: 'bkt',
        prefix: '',
        objects: 7,
        children: [
          { prefix: 'app/', objects: 5, children: [{ prefix: 'app/docs/', children: [] }] },
          { prefix: 'web/', size: 2048, children: [] },
        ],
      },
    ]);
  });

  it('ends with 1 when nothing is there', async () => {
    const none = await world.run(['tree', 's3://bkt/none']);
    expect([none.code, none.stderr]).toEqual([1, 'Nothing is below s3://bkt/none.\n']);
  });
});

describeWithS3('du and tree on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('tell the same as of a directory', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'usage');
    await fill(world, bucket);
    const rows = rowsOf((await world.ok(`du s3://${bucket}`)).stdout);
    expect(rows.map(([objects, size, , saved, place]) => [objects, size, saved, place])).toEqual([
      ['1', '10', '0.0%', `s3://${bucket}/app/docs/`],
      ['5', String(APP_SIZE), '75.0%', `s3://${bucket}/app/`],
      ['1', '2048', '0.0%', `s3://${bucket}/web/`],
      ['7', String(APP_SIZE + 2051), '74.8%', `s3://${bucket}/`],
    ]);
    const { stdout } = await world.ok(`tree --depth 1 s3://${bucket}`);
    expect(stdout).toMatch(/^.* 7 object\(s\), .*\n\|-- app\/ .*\n`-- web\/ .*\n$/);
  });

  it('end with 2 when they cannot tell a size, and invent none', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'usage');
    world.write('notes.txt', '0123456789');
    await world.ok(`cp notes.txt s3://${bucket}/`);
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: 'torn.zip.delta',
        Body: 'four',
        Metadata: { 'dg-tool': 'deltaglider/1.0.0', 'dg-note': 'delta' },
      }),
    );
    const warning =
      'warning: the metadata of 1 object(s) does not tell their size, which is left out.\n';
    const du = await world.run(['du', `s3://${bucket}`]);
    expect([du.code, du.stderr]).toEqual([2, warning]);
    expect(rowsOf(du.stdout)).toEqual([['2', '10', '14', '0.0%', `s3://${bucket}/`]]);
    const tree = await world.run(['tree', `s3://${bucket}`]);
    expect([tree.code, tree.stderr]).toEqual([2, warning]);
  });

  it('end with 254 without the bucket', async () => {
    const world = createS3World(server);
    const bucket = await freshBucket(client, 'usage');
    const none = await world.run(['du', `s3://${bucket}-none`]);
    expect([none.code, none.stderr]).toEqual([254, expect.stringContaining('NoSuchBucket')]);
  });
});
