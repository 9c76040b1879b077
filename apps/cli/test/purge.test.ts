import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents, release, World } from './world.ts';

let world: World;
const inStore = (name: string) => join(world.store, 'bkt', name);

beforeEach(async () => {
  world = new World();
  await world.ok('mb s3://bkt');
  world.write('v1.zip', release('1'));
  await world.ok('cp v1.zip s3://bkt/app/ -q');
  await world.ok('cp v1.zip s3://bkt/kept/ -q');
});

const LONG_AGO = new Date('2020-01-01');

/** The one object in the trash. */
function trashed(): string {
  const [name = ''] = world.files('store/bkt').filter((each) => each.includes('/trash/'));
  return name;
}

function makeOld(name: string): void {
  utimesSync(inStore(name), LONG_AGO, LONG_AGO);
}

describe('purge', () => {
  it('finds nothing in a bucket in use', async () => {
    expect(await world.run(['purge', 's3://bkt'])).toEqual({
      code: 0,
      stdout: 'Purged 0 object(s), 0 Bytes: 0 kept, 0 not expired, 0 failed\n',
      stderr: '',
    });
  });

  it('says what it would free, frees it, and tells programs', async () => {
    mkdirSync(inStore('.deltaglider/tmp'), { recursive: true });
    writeFileSync(inStore('.deltaglider/tmp/doctor-1'), 'left behind');
    makeOld('.deltaglider/tmp/doctor-1');
    world.write('x.zip', release('x', 50_000).reverse());
    await world.ok('cp x.zip s3://bkt/x/ -q');
    await world.ok('rm s3://bkt/x/x.zip -q');
    const key = trashed();
    makeOld(key);
    const before = world.files('store/bkt');
    const dry = await world.ok('purge bkt --dry-run');
    expect(dry.stdout).toBe(
      `(dryrun) purge: s3://bkt/.deltaglider/tmp/doctor-1 was left behind at 2020-01-01T00:00:00.000Z; it would be deleted.\n` +
        `(dryrun) purge: s3://bkt/${key} is in the trash since 2020-01-01T00:00:00.000Z; it would be deleted.\n` +
        'Would purge 2 object(s), 48.8 KiB: 0 kept, 0 not expired, 0 failed\n',
    );
    expect(world.files('store/bkt')).toEqual(before);
    const { stdout } = await world.ok('purge s3://bkt --json');
    expect(documents(stdout)).toMatchObject([
      { type: 'finding', kind: 'temporary', outcome: 'purged', bucket: 'bkt', size: 11 },
      { type: 'finding', kind: 'trash', outcome: 'purged', key, size: 50_000 },
      { type: 'summary', purged: 2, purgeable: 0, kept: 0, failed: 0, young: 0, bytes: 50_011 },
    ]);
    expect(world.files('store/bkt')).toEqual(
      before.filter((name) => !name.startsWith('.deltaglider/')),
    );
    await world.ok('verify s3://bkt');
  });

  it('keeps trash that a delta needs, and says what to do', async () => {
    const aside = join(world.root, 'aside');
    renameSync(inStore('app/v1.zip.delta'), aside);
    world.write('v2.zip', release('2'));
    await world.ok('cp v2.zip s3://bkt/app/ -q');
    await world.ok('rm s3://bkt/app/v2.zip -q');
    mkdirSync(inStore('app'), { recursive: true });
    renameSync(aside, inStore('app/v1.zip.delta'));
    await world.ok('rm s3://bkt/kept/v1.zip -q');
    makeOld(trashed());
    const { stdout } = await world.ok('purge s3://bkt');
    expect(stdout).toBe(
      `kept: ${trashed()} is the reference of s3://bkt/app/v1.zip, which may have it nowhere else.\n` +
        'Repair puts it back into its place.\n' +
        'Purged 0 object(s), 0 Bytes: 1 kept, 0 not expired, 0 failed\n',
    );
    await world.ok('verify s3://bkt');
  });

  it.each([
    ['purge', 252, 'the following arguments are required: bucket'],
    ['purge s3://bkt/app', 252, 's3://bkt/app names more than a bucket.'],
    ['purge bkt --older-than 30m', 252, 'argument --older-than: 30m is less than an hour.'],
    ['purge bkt --older-than week', 252, 'argument --older-than: week is not a duration.'],
    ['purge none', 254, 'none'],
  ])('refuses %s', async (line, exit, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(code).toBe(exit);
    expect(stderr).toContain(message);
  });
});
