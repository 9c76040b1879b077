import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents, outcomeOf, release, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://old');
  await world.ok('mb s3://new');
  for (const version of ['1', '2', '3']) world.write(`tree/app/v${version}.zip`, release(version));
  world.write('tree/notes.txt', 'notes');
});

/** Fills a bucket as one that knows nothing of deltas. */
const fill = () => world.ok('cp -r tree s3://old --no-delta -q');

const place = (path: string) => `${join(world.store, path)}/`;

async function expectSame(from: string, to: string): Promise<void> {
  await world.ok(`cp -r ${from} a -q`);
  await world.ok(`cp -r ${to} b -q`);
  expect(world.files('work/b')).toEqual(world.files('work/a'));
  for (const name of world.files('work/a')) {
    expect(world.read(`b/${name}`).equals(world.read(`a/${name}`)), name).toBe(true);
  }
}

describe('migrate', () => {
  it('copies a bucket to deltas, and the next time does nothing', async () => {
    await fill();
    const first = await world.run(['migrate', 's3://old', 's3://new', '-y']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const [from, to, scan, ...rest] = first.stdout.trimEnd().split('\n');
    expect([from, to, scan]).toEqual([
      `Migrating from ${place('old')}`,
      `            to ${place('new')}`,
      'To migrate: 4 object(s), 585.9 KiB',
    ]);
    expect(rest.slice(0, -1).sort()).toEqual([
      'copy: s3://old/app/v1.zip to s3://new/app/v1.zip',
      'copy: s3://old/app/v2.zip to s3://new/app/v2.zip',
      'copy: s3://old/app/v3.zip to s3://new/app/v3.zip',
      'copy: s3://old/notes.txt to s3://new/notes.txt',
    ]);
    expect(rest.at(-1)).toMatch(
      /^Migrated 4 object\(s\), 585\.9 KiB stored as 195\.\d KiB, 66\.6% saved: 0 failed, 0 there already$/,
    );
    await expectSame('s3://old', 's3://new');
    const { stdout } = await world.ok('migrate s3://old s3://new');
    expect(stdout.split('\n').slice(2)).toEqual([
      'To migrate: 0 object(s), 0 Bytes; there already: 4, 585.9 KiB',
      'Everything is there already.',
      '',
    ]);
  });

  it('migrates what has changed, and says what it replaces', async () => {
    await fill();
    await world.ok('migrate s3://old s3://new -y');
    world.write('tree/app/v2.zip', release('two'));
    await fill();
    const { stdout } = await world.ok('migrate s3://old s3://new -y');
    // All four were written again, and three of them are as they were.
    expect(stdout).toContain(
      'To migrate: 1 object(s), 195.3 KiB, of which 1 replace others there; there already: 3, 390.6 KiB\n',
    );
    await expectSame('s3://old', 's3://new');
  });

  it('keeps the last segment of a prefix, or not', async () => {
    await fill();
    await world.ok('migrate s3://old/app/ s3://new/x -y');
    await world.ok('migrate s3://old/app s3://new/y/ -y --no-preserve-prefix');
    const { stdout } = await world.ok('ls -r s3://new');
    expect(stdout.match(/\S+$/gm)).toEqual([
      'x/app/v1.zip',
      'x/app/v2.zip',
      'x/app/v3.zip',
      'y/v1.zip',
      'y/v2.zip',
      'y/v3.zip',
    ]);
  });

  it('takes a directory, and filters', async () => {
    const { stdout } = await world.ok('migrate tree s3://new -y --exclude *.txt');
    expect(stdout).toContain('upload: tree/app/v1.zip to s3://new/app/v1.zip\n');
    expect(stdout).toMatch(/^Migrated 3 object\(s\)/m);
  });

  it('takes the source from another store', async () => {
    await fill();
    const other = new URL(`file://${world.directory('other')}`).href;
    await world.ok(`mb s3://old --store ${other}`);
    await world.ok(
      `migrate s3://old s3://old -y --store ${other} --source-store ${world.storeUrl}`,
    );
    const { stdout } = await world.ok(`du -s s3://old --store ${other}`);
    expect(stdout).toMatch(/66\.6% {2}s3:\/\/old\/$/m);
  });

  it('says what it would do and what that would save, and does nothing', async () => {
    await fill();
    const { stdout, stderr, code } = await world.run([
      'migrate',
      's3://old',
      's3://new',
      '--dry-run',
    ]);
    expect([code, stderr]).toEqual([
      0,
      'Reading 3 object(s), 585.9 KiB, in 9 request(s) to encode 2 of them ...\n',
    ]);
    expect(stdout).toContain('(dryrun) copy: s3://old/app/v1.zip to s3://new/app/v1.zip\n');
    expect(stdout).toMatch(/^Saved: +66\.6%$/m);
    expect(stdout).toMatch(/^Confidence: +exact: 2 of 2 object\(s\) encoded, 100\.0% of bytes$/m);
    expect(world.files('store/new')).toEqual([]);
    expect(world.files('.').filter((name) => name.includes('migrations'))).toEqual([]);
  });

  it('is JSON for programs, and has a report', async () => {
    await fill();
    const line = 'migrate s3://old s3://new --json --report out/report.jsonl';
    const said = documents((await world.ok(line)).stdout);
    expect(said[0]).toEqual({
      type: 'scan',
      source: place('old'),
      destination: place('new'),
      objects: 4,
      bytes: 600_005,
      replacing: 0,
      current: 0,
      currentBytes: 0,
    });
    expect(said.at(-1)).toMatchObject({ type: 'summary', succeeded: 4, failed: 0, dryRun: false });
    expect(said.filter(({ type }) => type === 'result')).toHaveLength(4);
    expect(said.findLast(({ type }) => type === 'totals')).toMatchObject({
      objects: 4,
      finished: 4,
      bytes: 600_005,
      finishedBytes: 600_005,
      leftMs: 0,
    });
    const rows = documents(world.read('out/report.jsonl').toString());
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row).toMatchObject({ status: 'migrated' });
    const again = documents((await world.ok(line)).stdout);
    expect(again.filter(({ type }) => type === 'current')).toHaveLength(4);
  });

  it('ends with 1 when an object failed, names it, and migrates the others', async () => {
    for (const version of ['1', '2']) await world.ok(`cp tree/app/v${version}.zip s3://old/ -q`);
    await world.ok('cp tree/notes.txt s3://old/ -q');
    rmSync(join(world.store, 'old/reference.bin'));
    const cold = { env: { DG_CACHE_DIR: world.directory('cold') } };
    const line = ['migrate', 's3://old', 's3://new', '-y', '--report', 'r.jsonl'];
    const { code, stdout, stderr } = await world.run(line, cold);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^copy failed: s3:\/\/old\/v1\.zip to s3:\/\/new\/v1\.zip The reference /m,
    );
    expect(stdout).toMatch(/^Migrated 1 object\(s\), .*: 2 failed, 0 there already$/m);
    const failed = documents(world.read('r.jsonl').toString()).filter((row) => 'error' in row);
    expect(failed).toMatchObject([
      { status: 'failed', error: { code: 'REFERENCE_MISSING' } },
      { status: 'failed', error: { code: 'REFERENCE_MISSING' } },
    ]);
  });
});

describe('the question', () => {
  it('is answered with yes or with no, and by default with no', async () => {
    await fill();
    const line = ['migrate', 's3://old', 's3://new'];
    for (const input of ['n\n', '\n', 'maybe\n']) {
      const { code, stdout, stderr } = await world.run(line, { input });
      expect([code, stderr]).toEqual([0, 'Do you want to proceed with the migration? [y/N]: ']);
      expect(stdout).toMatch(/\nMigration cancelled\.\n$/);
    }
    expect(world.files('store/new')).toEqual([]);
    expect((await world.run(line, { input: 'Y\n' })).stdout).toMatch(/^Migrated 4 /m);
  });

  it('that nobody answers is an error', async () => {
    await fill();
    const { code, stderr } = await world.run(['migrate', 's3://old', 's3://new']);
    expect(code).toBe(252);
    expect(stderr).toContain(
      'Nobody answered whether to migrate 4 object(s).\nGive --yes to migrate without being asked.\n',
    );
  });

  it('is given up at a signal', async () => {
    await fill();
    const child = world.start(['migrate', 's3://old', 's3://new']);
    child.stderr.once('data', () => child.kill('SIGINT'));
    const { code, stderr } = await outcomeOf(child);
    expect(code).toBe(130);
    expect(stderr).toContain('cancelled: ctrl-c received\n');
  });
});

describe('a migration that was ended', () => {
  /** Two that take a while, and a reference that the second waits for. */
  async function fillLarge(): Promise<void> {
    const large = randomBytes(24 << 20);
    for (const name of ['big/1.zip', 'big/2.zip', 'dump.bin']) world.write(`large/${name}`, large);
    await world.ok('cp -r large s3://old --no-delta -q');
    await fill();
  }

  it.each([
    ['SIGINT', 'progress', 1],
    ['SIGTERM', 'result', 1],
    ['SIGKILL', 'start', 1],
    ['SIGKILL', 'progress', 2],
    ['SIGKILL', 'result', 3],
  ] as const)('by %s after %s %i goes on when it is run again', async (signal, type, count) => {
    await fillLarge();
    const before = world.files('store/old');
    const child = world.start(['migrate', '--json', 's3://old', 's3://new', '--concurrency', '2']);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split(`"type":"${type}"`).length > count) child.kill(signal);
    });
    const { code } = await outcomeOf(child);
    expect(code).toBe(signal === 'SIGKILL' ? null : 130);
    const again = documents((await world.ok('migrate s3://old s3://new --json')).stdout).at(-1);
    expect(again).toMatchObject({ type: 'summary', failed: 0 });
    await expectSame('s3://old', 's3://new');
    expect(world.files('store/old')).toEqual(before);
    const last = documents((await world.ok('migrate s3://old s3://new --json')).stdout).at(-1);
    expect(last).toMatchObject({ succeeded: 0, scan: { objects: 0, current: 7 } });
  });
});

describe('what cannot be migrated', () => {
  it('has its journal: that of another pair is refused', async () => {
    await fill();
    await world.ok('migrate s3://old s3://new -y -q --journal j');
    const { code, stderr } = await world.run([
      'migrate',
      's3://old',
      's3://new/x',
      '--journal',
      'j',
    ]);
    expect(code).toBe(252);
    expect(stderr).toContain(
      `The journal j is of the migration from ${place('old')} to ${place('new')}, ` +
        `not from ${place('old')} to ${place('new/x')}.`,
    );
    writeFileSync(join(world.work, 'other'), 'text\n');
    const other = await world.run(['migrate', 's3://old', 's3://new', '--journal', 'other']);
    expect(other.stderr).toContain('other is not the journal of a migration.');
  });

  it.each([
    ['migrate s3://old', 252, 'the following arguments are required: destination'],
    ['migrate s3://old new', 252, 'The destination new is not an S3 URI.'],
    ['migrate s3://old s3://old', 252, 'is its source'],
    ['migrate s3://old s3://old/x', 252, 'is within its source'],
    ['migrate s3://old/a/b s3://old/a', 252, 'is its source'],
    ['migrate s3://old/a/b s3://old --no-preserve-prefix', 252, 'contains its source'],
    ['migrate tree s3://new --source-store s3:', 252, '--source-store is for a source such as'],
    ['migrate none s3://new', 255, 'does not exist.'],
    ['migrate s3://none s3://new', 1, 'fatal error: The bucket none does not exist.'],
    ['migrate s3://old s3://none -y', 1, 'fatal error: The bucket none does not exist.'],
    ['migrate s3://old/none s3://new', 1, 'Nothing is below s3://old/none.'],
    ['migrate s3://old s3://new --max-bytes x', 252, 'argument --max-bytes: x is not a size.'],
  ])('is refused: %s', async (line, exit, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(stderr).toContain(message);
    expect(code).toBe(exit);
  });

  it('may be nothing at all', async () => {
    const { code, stdout } = await world.run(['migrate', 's3://old', 's3://new']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('There is nothing to migrate.\n')]);
  });
});
