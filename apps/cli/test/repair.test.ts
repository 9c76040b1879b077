import { mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { documents, release, World } from './world.ts';

let world: World;
/** A machine that has nothing cached. */
let cold: { env: Record<string, string> };

beforeEach(async () => {
  world = new World();
  cold = { env: { DG_CACHE_DIR: world.directory('cold') } };
  await world.ok('mb s3://bkt');
  for (const version of ['1', '2']) {
    world.write(`v${version}.zip`, release(version));
    await world.ok(`cp v${version}.zip s3://bkt/app/ -q`);
  }
});

const inStore = (name: string) => join(world.store, 'bkt', name);

/** Deletes both deltas, so that the reference is in the trash, and puts their files back. */
async function trashReference(): Promise<void> {
  const aside = world.directory('aside');
  for (const name of ['v1.zip.delta', 'v2.zip.delta']) {
    renameSync(inStore(`app/${name}`), join(aside, name));
  }
  world.write('v3.zip', release('3'));
  await world.ok('cp v3.zip s3://bkt/app/ -q');
  await world.ok('rm s3://bkt/app/v3.zip');
  mkdirSync(inStore('app'), { recursive: true });
  for (const name of ['v1.zip.delta', 'v2.zip.delta']) {
    renameSync(join(aside, name), inStore(`app/${name}`));
  }
}

function makeOld(name: string): void {
  utimesSync(inStore(name), new Date('2020-01-01'), new Date('2020-01-01'));
}

describe('repair', () => {
  it('finds nothing in a healthy bucket', async () => {
    expect(await world.run(['repair', 's3://bkt'])).toEqual({
      code: 0,
      stdout: 'Looked at 3 object(s), 2 of them deltas: 0 mended, 0 damaged, 0 not readable\n',
      stderr: '',
    });
  });

  it('puts a reference back from the trash', async () => {
    await trashReference();
    const dry = await world.run(['repair', 's3://bkt', '--dry-run'], cold);
    expect(dry).toEqual({
      code: 0,
      stderr: '',
      stdout:
        '(dryrun) mend: 2 objects had lost the reference s3://bkt/app/reference.bin; ' +
        'it would be put back from the trash.\n' +
        'Looked at 2 object(s), 2 of them deltas: 0 mended, 2 to mend, 0 damaged, 0 not readable\n',
    });
    expect(world.files('store/bkt/app')).toEqual(['v1.zip.delta', 'v2.zip.delta']);
    const { code, stdout } = await world.run(['repair', 's3://bkt', '--json'], cold);
    expect(code).toBe(0);
    expect(documents(stdout)).toEqual([
      {
        type: 'finding',
        kind: 'dangling-delta',
        outcome: 'mended',
        message:
          '2 objects had lost the reference s3://bkt/app/reference.bin; it was put back from the trash.',
        addresses: [
          { bucket: 'bkt', key: 'app/v1.zip' },
          { bucket: 'bkt', key: 'app/v2.zip' },
        ],
      },
      {
        type: 'summary',
        objects: 2,
        deltas: 2,
        mended: 2,
        mendable: 0,
        postponed: 0,
        damaged: 0,
        failed: 0,
      },
    ]);
    rmSync(inStore('.deltaglider/trash'), { recursive: true });
    await world.ok('verify -r s3://bkt');
  });

  it('puts one back from the cache of this machine', async () => {
    rmSync(inStore('app/reference.bin'));
    const { stdout } = await world.ok('repair s3://bkt');
    expect(stdout).toContain('it was put back from the cache of this machine.\n');
    await world.ok('verify -r s3://bkt');
  });

  it('ends with 3 where no copy is left, and names every object', async () => {
    rmSync(inStore('app/reference.bin'));
    const { code, stderr } = await world.run(['repair', 's3://bkt'], cold);
    expect(code).toBe(3);
    const [first, ...rest] = stderr.split('\n');
    expect(first).toMatch(
      /^damaged: 2 objects cannot be restored: the reference with the SHA-256 /,
    );
    expect(rest.slice(0, 2)).toEqual(['  s3://bkt/app/v1.zip', '  s3://bkt/app/v2.zip']);
    expect(rest[2]).toMatch(/^Repair from a machine that has used these objects before/);
  });

  it('removes a stale twin, once it is old enough', async () => {
    renameSync(inStore('app/v2.zip.delta'), join(world.root, 'kept'));
    await world.ok('cp v2.zip s3://bkt/app/ --no-delta -q');
    renameSync(join(world.root, 'kept'), inStore('app/v2.zip.delta'));
    const young = await world.run(['repair', 's3://bkt']);
    expect(young).toMatchObject({ code: 0 });
    expect(young.stderr).toMatch(/^postponed: s3:\/\/bkt\/app\/v2\.zip is stored twice/);
    makeOld('app/v2.zip');
    makeOld('app/v2.zip.delta');
    const { stdout } = await world.ok('repair s3://bkt/app');
    expect(stdout).toMatch(/^mended: s3:\/\/bkt\/app\/v2\.zip was stored twice; the newer /);
    expect(world.files('store/bkt/app')).toHaveLength(3);
    await world.ok('cp s3://bkt/app/v2.zip back.zip -q');
    expect(new Uint8Array(world.read('back.zip'))).toEqual(release('2'));
  });

  it('moves a reference that no delta needs to the trash', async () => {
    for (const name of ['v1.zip.delta', 'v2.zip.delta']) rmSync(inStore(`app/${name}`));
    makeOld('app/reference.bin');
    const { stdout } = await world.ok('repair s3://bkt');
    expect(stdout).toContain(
      'mended: No delta needed s3://bkt/app/reference.bin; it was moved to the trash.\n',
    );
    expect(world.files('store/bkt')).toEqual([
      expect.stringMatching(/^\.deltaglider\/trash\/[0-9a-f]{64}\/reference\.bin$/),
    ]);
  });

  it('ends with 1 where nothing is below the target', async () => {
    const { code, stderr } = await world.run(['repair', 's3://bkt/no/']);
    expect([code, stderr]).toEqual([1, 'Nothing is below s3://bkt/no/.\n']);
  });

  it.each([
    ['repair', 252, 'the following arguments are required: target'],
    ['repair bkt', 252, 'bkt is not an S3 URI.'],
    ['repair s3://bkt --older-than week', 252, 'argument --older-than: week is not a duration.'],
    ['repair s3://none', 254, 'none'],
  ])('refuses %s', async (line, exit, message) => {
    const { code, stderr } = await world.run(line.split(' '));
    expect(code).toBe(exit);
    expect(stderr).toContain(message);
  });
});
