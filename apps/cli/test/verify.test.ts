import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents, outcomeOf, release, World } from './world.ts';

let world: World;

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
  for (let i = 0; i < 20; i++) world.write(`t/notes/${i}.txt`, `note ${i}\n`);
  for (const version of ['1', '2']) world.write(`t/app/v${version}.zip`, release(version));
  await world.ok('cp -r t s3://bkt -q');
});

const summaryOf = (stdout: string) => documents(stdout).at(-1);

describe('verify of a part', () => {
  it('tells the seed of its sample, which chooses the same objects again', async () => {
    const first = await world.ok('verify s3://bkt --sample 5');
    const [, seed = ''] = /^Sample of 5, chosen by --seed ([0-9a-f]{8})\n/.exec(first.stdout) ?? [];
    const again = await world.ok(`verify s3://bkt --sample 5 --seed ${seed} --json`);
    const [start, ...events] = documents(again.stdout);
    expect(start).toEqual({ type: 'start', sample: '5', seed });
    expect(events.at(-1)).toMatchObject({ type: 'summary', valid: 5, damaged: 0 });
    for (const event of events.filter(({ kind }) => kind === 'object')) {
      expect(first.stdout).toContain(`verified: s3://bkt/${String(event.key)}\n`);
    }
  });

  it('takes a percentage', async () => {
    const { stdout } = await world.ok('verify s3://bkt --sample 50% --seed x --json');
    const { valid } = summaryOf(stdout) as { valid: number };
    expect(valid).toBeGreaterThan(4);
    expect(valid).toBeLessThan(18);
  });

  it('keeps to a bound, and tells what is left', async () => {
    const { stdout } = await world.ok('verify s3://bkt --max-bytes 1KB');
    expect(stdout).toMatch(/\nVerified 20 object\(s\), .*, 2 left \(\d+ Bytes\)\n$/);
    const json = documents((await world.ok('verify s3://bkt/app/ --max-bytes 1KB --json')).stdout);
    expect(json.map(({ type, kind, key }) => [type, kind, key])).toEqual([
      ['left', 'reference', 'app/reference.bin'],
      ['left', 'object', 'app/v1.zip'],
      ['left', 'object', 'app/v2.zip'],
      ['summary', undefined, undefined],
    ]);
  });

  it('goes on with its journal', async () => {
    await world.ok('verify s3://bkt --max-bytes 1KB --resume seen');
    const { stdout } = await world.ok('verify s3://bkt --resume seen');
    expect(stdout).toMatch(
      /^verified: s3:\/\/bkt\/app\/reference\.bin \(reference\)\n(verified: s3:\/\/bkt\/app\/v.\.zip\n){2}Verified 2 object\(s\), 390\.6 KiB intact: 0 damaged, 0 not readable, 20 verified before\n$/,
    );
    const none = await world.ok('verify s3://bkt --resume seen --json');
    expect(summaryOf(none.stdout)).toMatchObject({ valid: 0, skipped: 22, bytesRead: 0 });
  });

  it('goes on with its sample', async () => {
    await world.ok('verify s3://bkt/notes/ --sample 4 --resume seen');
    const { stdout } = await world.ok('verify -r s3://bkt/notes --sample 4 --resume seen --json');
    expect(summaryOf(stdout)).toMatchObject({ valid: 0, skipped: 4 });
  });

  it('goes on after Ctrl-C', async () => {
    // It has holes only, and takes longer to read than a signal takes to arrive.
    const endless = join(world.store, 'bkt/zz');
    writeFileSync(endless, '');
    truncateSync(endless, 16 * 2 ** 30);
    const child = world.start(['verify', 's3://bkt', '--resume', 'seen', '--concurrency', '1']);
    // Behind the first object, which is in the journal by then.
    child.stdout.on('data', (text) => {
      if (String(text).includes('.zip') && !child.killed) child.kill('SIGINT');
    });
    const { code, stdout } = await outcomeOf(child);
    expect(code).toBe(130);
    expect(world.files('tmp')).toEqual([]);
    const before = stdout.split('\n').filter((line) => line.startsWith('verified: ')).length;
    expect(before).toBeLessThan(23);
    rmSync(endless);
    const { stdout: rest } = await world.ok('verify s3://bkt --resume seen --json');
    const { valid, skipped } = summaryOf(rest) as { valid: number; skipped: number };
    expect(skipped).toBeGreaterThan(0);
    expect(valid + skipped).toBe(22);
  });
});

describe('verify', () => {
  it('ends with 3 for a reference that is damaged, even where no delta needs it', async () => {
    for (const version of ['1', '2']) rmSync(join(world.store, `bkt/app/v${version}.zip.delta`));
    const path = join(world.store, 'bkt/app/reference.bin');
    const bytes = readFileSync(path);
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { code, stdout, stderr } = await world.run(['verify', 's3://bkt']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^damaged: s3:\/\/bkt\/app\/reference\.bin is damaged: .+\n$/);
    expect(stdout).toMatch(
      /\nVerified 20 object\(s\), .*: 0 damaged, .*\nReferences: 1 damaged\n$/,
    );
  });

  it.each([
    ['verify s3://bkt --sample 0', 'argument --sample: 0 is not a part of the objects.'],
    ['verify s3://bkt --sample 101%', 'argument --sample: 101% is not a part of the objects.'],
    ['verify s3://bkt --sample 1.5', 'argument --sample: 1.5 is not a part of the objects.'],
    ['verify s3://bkt --max-bytes some', 'argument --max-bytes: some is not a size.'],
    ['verify s3://bkt --seed 1', '--sample'],
    ['verify s3://bkt --resume t', 't could not be written: it is a directory.'],
    ['verify s3://bkt --resume t/notes/1.txt', 't/notes/1.txt is not a journal of verify.'],
  ])('refuses %s', async (line, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(code).toBe(252);
    expect(stderr).toContain(message);
  });

  it('refuses a journal of something else, and leaves it as it is', async () => {
    await world.ok('mb s3://other');
    await world.ok('verify s3://bkt --resume seen');
    const journal = world.read('seen');
    for (const target of ['s3://other', 's3://bkt/app/', 's3://bkt/notes/1.txt']) {
      const { code, stderr } = await world.run(['verify', target, '--resume', 'seen']);
      expect(code).toBe(252);
      expect(stderr).toContain(`The journal seen is of s3://bkt/, not of ${target}`);
    }
    expect(world.read('seen')).toEqual(journal);
  });
});
