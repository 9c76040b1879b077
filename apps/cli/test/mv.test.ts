import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createS3World } from './s3-world.ts';
import { documents, outcomeOf, release, World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
  for (const version of ['1', '2']) world.write(`t/app/v${version}.zip`, release(version));
  world.write('t/notes.txt', 'notes\n');
});

const keys = async () =>
  (await world.ok('ls -r s3://bkt')).stdout
    .split('\n')
    .map((line) => line.slice(31))
    .filter((key) => key !== '');
const sorted = (text: string) => text.split('\n').filter(Boolean).sort();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('mv', () => {
  it('moves a file up, says so in the words of aws, and removes it', async () => {
    const { code, stdout, stderr } = await world.run(['mv', 't/app/v1.zip', 's3://bkt/app/']);
    expect([code, stdout, stderr]).toEqual([0, 'move: t/app/v1.zip to s3://bkt/app/v1.zip\n', '']);
    expect(world.files('work')).toEqual(['t/app/v2.zip', 't/notes.txt']);
    expect(await keys()).toEqual(['app/v1.zip']);
  });

  it('moves an object down, and removes it with the reference that nothing needs any more', async () => {
    await world.ok('mv t/app/v1.zip s3://bkt/app/');
    const { stdout } = await world.ok('mv s3://bkt/app/v1.zip .');
    expect(stdout).toBe('move: s3://bkt/app/v1.zip to ./v1.zip\n');
    expect(sha256(world.read('v1.zip'))).toBe(sha256(release('1')));
    expect(await keys()).toEqual([]);
    expect(world.files('store').filter((name) => name.startsWith('bkt/app'))).toEqual([]);
  });

  it('renames an object, with its metadata', async () => {
    await world.ok('cp t/app/v1.zip s3://bkt/app/ --metadata team=build');
    const { stdout } = await world.ok('mv s3://bkt/app/v1.zip s3://bkt/new.zip');
    expect(stdout).toBe('move: s3://bkt/app/v1.zip to s3://bkt/new.zip\n');
    expect(await keys()).toEqual(['new.zip']);
    const [head] = documents((await world.ok('head --json s3://bkt/new.zip')).stdout);
    expect(head).toMatchObject({ metadata: { team: 'build' }, contentType: 'application/zip' });
  });

  it('moves trees there, across and back, but for what is excluded', async () => {
    const up = await world.ok('mv -r t s3://bkt/x --exclude *.txt');
    expect(sorted(up.stdout)).toEqual([
      'move: t/app/v1.zip to s3://bkt/x/app/v1.zip',
      'move: t/app/v2.zip to s3://bkt/x/app/v2.zip',
    ]);
    expect(world.files('work')).toEqual(['t/notes.txt']);
    const over = await world.ok('mv --recursive s3://bkt/x s3://bkt/y');
    expect(sorted(over.stdout)[0]).toBe('move: s3://bkt/x/app/v1.zip to s3://bkt/y/app/v1.zip');
    expect(await keys()).toEqual(['y/app/v1.zip', 'y/app/v2.zip']);
    await world.ok('mv -r s3://bkt/y back --quiet');
    expect(await keys()).toEqual([]);
    for (const version of ['1', '2']) {
      expect(sha256(world.read(`back/app/v${version}.zip`))).toBe(sha256(release(version)));
    }
  });

  it('says with --dryrun what it would move, and moves nothing', async () => {
    await world.ok('cp t/notes.txt s3://bkt/');
    const before = [...world.files('store'), ...world.files('work')];
    const up = await world.ok('mv --dryrun t/notes.txt s3://bkt/other');
    expect(up.stdout).toBe('(dryrun) move: t/notes.txt to s3://bkt/other\n');
    const down = await world.ok('mv --dryrun s3://bkt/notes.txt x');
    expect(down.stdout).toBe('(dryrun) move: s3://bkt/notes.txt to ./x\n');
    expect([...world.files('store'), ...world.files('work')]).toEqual(before);
  });

  it.each([
    ['s3://bkt/a.zip', 's3://bkt/a.zip'],
    ['s3://bkt/d/a.zip', 's3://bkt/d/'],
    ['s3://bkt/a.zip', 's3://bkt'],
    ['s3://bkt/d', 's3://bkt/d/', '-r'],
  ])('onto itself is a usage error, 252: %s %s', async (...args) => {
    await world.ok('cp t/app/v1.zip s3://bkt/a.zip');
    await world.ok('cp t/app/v1.zip s3://bkt/d/a.zip');
    const { code, stdout, stderr } = await world.run(['mv', ...args]);
    expect([code, stdout]).toEqual([252, '']);
    expect(stderr).toContain(`${args[0]} cannot be moved onto itself.`);
    expect(await keys()).toEqual(['a.zip', 'd/a.zip']);
  });

  it('onto itself is one also where the store has two names', async () => {
    await world.ok('cp t/app/v1.zip s3://bkt/a.zip');
    const args = ['mv', 's3://bkt/a.zip', 's3://bkt/a.zip', '--source-store'];
    const { code } = await world.run([...args, `${world.storeUrl}/`]);
    expect(code).toBe(252);
    expect(await keys()).toEqual(['a.zip']);
  });

  it('moves between stores', async () => {
    await world.ok('cp t/app/v1.zip s3://bkt/a.zip');
    const other = new World();
    await other.ok('mb s3://bkt');
    const args = ['mv', 's3://bkt/a.zip', 's3://bkt/a.zip', '--source-store', world.storeUrl];
    expect(await other.run(args)).toMatchObject({ code: 0, stderr: '' });
    expect(await keys()).toEqual([]);
    await other.ok('cp s3://bkt/a.zip back.zip');
    expect(sha256(other.read('back.zip'))).toBe(sha256(release('1')));
  });

  it.each([
    ['mv - s3://bkt/k', 'Standard input and output can only be copied.'],
    ['mv s3://bkt/k -', 'Standard input and output can only be copied.'],
    ['mv a b', 'Usage: deltaglider mv <path> <s3uri>'],
    ['mv t/notes.txt', 'the following arguments are required: destination'],
  ])('refuses %s with 252', async (line, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(code).toBe(252);
    expect(stderr).toContain(message);
  });

  it('keeps the source of what fails, and says that it has not moved', async () => {
    const up = await world.run(['mv', 't/notes.txt', 's3://nobody/']);
    expect([up.code, up.stdout]).toEqual([1, '']);
    expect(up.stderr).toMatch(/^move failed: t\/notes\.txt to s3:\/\/nobody\/notes\.txt /);
    expect(world.files('work')).toContain('t/notes.txt');
    await world.ok('cp -r t s3://bkt');
    writeFileSync(join(world.store, 'bkt/app/v2.zip.delta'), 'nothing');
    const down = await world.run(['mv', '-r', 's3://bkt/app', 'back']);
    expect(down.code).toBe(1);
    expect(down.stdout).toBe('move: s3://bkt/app/v1.zip to back/v1.zip\n');
    expect(down.stderr).toMatch(/^move failed: s3:\/\/bkt\/app\/v2\.zip to back\/v2\.zip /);
    expect(existsSync(join(world.store, 'bkt/app/v2.zip.delta'))).toBe(true);
    expect(existsSync(join(world.work, 'back/v2.zip'))).toBe(false);
  });

  it('leaves a directory, and a bucket, without --recursive where they are', async () => {
    const { code, stderr } = await world.run(['mv', 't', 's3://bkt/d']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^move failed: \.\/t\/ to s3:\/\/bkt\/d .* is a directory/);
    expect(await world.run(['mv', 's3://bkt/', '.'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('tells of each move on a line of its own with --json', async () => {
    const { stdout } = await world.ok('mv --json t/app/v1.zip s3://bkt/app/');
    expect(documents(stdout).find(({ type }) => type === 'result')).toMatchObject({
      operation: 'move',
      source: `${world.work}/t/app/v1.zip`,
      destination: 's3://bkt/app/v1.zip',
      stored: 'delta',
    });
  });

  it('moves nothing over what is there with --no-overwrite', async () => {
    await world.ok('cp t/app/v2.zip s3://bkt/app/v1.zip');
    const args = ['mv', '-r', 't', 's3://bkt', '--no-overwrite'];
    const { code, stdout, stderr } = await world.run(args);
    expect([code, stderr]).toEqual([0, '']);
    expect(sorted(stdout)).toEqual([
      'move: t/app/v2.zip to s3://bkt/app/v2.zip',
      'move: t/notes.txt to s3://bkt/notes.txt',
    ]);
    expect(world.files('work')).toEqual(['t/app/v1.zip']);
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s while objects move', (signal) => {
  it('loses none of them', async () => {
    const content = new Map<string, Uint8Array>();
    for (let i = 0; i < 12; i++) {
      const bytes = release(String(i), 1_000_000);
      content.set(`m/${i}.bin`, bytes);
      world.write(`m/${i}.bin`, bytes);
    }
    const child = world.start(['mv', '--json', '-r', 'm', 's3://bkt/m', '--concurrency', '2']);
    let seen = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (seen.includes('"result"')) return;
      seen += chunk.toString();
      // The first has gone; others are anywhere between copy and removal.
      if (seen.includes('"result"')) child.kill(signal);
    });
    const { code } = await outcomeOf(child);
    expect([0, 130]).toContain(code);
    await world.ok('cp -r s3://bkt/m back -q');
    for (const [name, bytes] of content) {
      const places = [name, name.replace('m/', 'back/')];
      const found = places.filter((place) => existsSync(join(world.work, place)));
      expect(found.length).toBeGreaterThan(0);
      for (const place of found) expect(sha256(world.read(place))).toBe(sha256(bytes));
    }
    expect(world.files('tmp')).toEqual([]);
  });
});

describeWithS3('mv on S3', (server) => {
  const client = createTestClient(server);
  afterAll(() => {
    client.destroy();
  });

  it('moves there, across buckets and back', async () => {
    const s3 = createS3World(server);
    const [from, to] = [await freshBucket(client, 'mv'), await freshBucket(client, 'mv')];
    for (const version of ['1', '2']) s3.write(`t/v${version}.zip`, release(version));
    s3.write('t/notes.txt', 'notes\n');
    await s3.ok(`mv -r t s3://${from}/app`);
    expect(s3.files('work')).toEqual([]);
    await s3.ok(`mv -r s3://${from}/app s3://${to}/app`);
    expect((await s3.ok(`ls -r s3://${from}`)).stdout).toBe('');
    await s3.ok(`mv -r s3://${to} back`);
    for (const version of ['1', '2']) {
      expect(sha256(s3.read(`back/app/v${version}.zip`))).toBe(sha256(release(version)));
    }
    expect((await s3.ok(`ls -r s3://${to}`)).stdout).toBe('');
  });
});
