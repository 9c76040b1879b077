import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { release, World } from './world.ts';

it('lets eight processes upload first to one prefix, and loses nothing', async () => {
  const world = new World();
  await world.ok('mb s3://bkt');
  const versions = ['1', '2', '3', '4', '5', '6', '7', '8'];
  for (const version of versions) world.write(`v${version}.zip`, release(version));
  const outcomes = await Promise.all(
    versions.map((version) => world.run(['cp', `v${version}.zip`, 's3://bkt/app/'])),
  );
  expect(outcomes.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(versions.map(() => '0 '));
  const stored = world.files('store').filter((name) => name.startsWith('bkt/app/'));
  expect(stored).toEqual([
    'bkt/app/reference.bin',
    ...versions.map((version) => `bkt/app/v${version}.zip.delta`),
  ]);
  await world.ok('cp -r s3://bkt/app back -q');
  for (const version of versions) {
    expect(new Uint8Array(world.read(`back/v${version}.zip`))).toEqual(release(version));
  }
});

it('keeps every put that races deletes of the last delta, across processes', async () => {
  const world = new World();
  await world.ok('mb s3://bkt');
  const rounds = ['1', '2', '3', '4'];
  world.write('old.zip', release('old'));
  for (const round of rounds) world.write(`new${round}.zip`, release(round));
  for (const round of rounds) {
    await world.ok('cp old.zip s3://bkt/app/ -q');
    const racing = await Promise.all([
      world.run(['cp', `new${round}.zip`, 's3://bkt/app/', '-q']),
      world.run(['rm', 's3://bkt/app/old.zip']),
    ]);
    expect(racing.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(['0 ', '0 ']);
    await world.ok(`cp s3://bkt/app/new${round}.zip back.zip -q`);
    expect(new Uint8Array(world.read('back.zip'))).toEqual(release(round));
    await world.ok('verify -r s3://bkt');
    await world.ok(`rm s3://bkt/app/new${round}.zip`);
  }
});

it('reads the reference of a second restore from the cache alone', async () => {
  const world = new World();
  await world.ok('mb s3://bkt');
  for (const version of ['1', '2']) {
    world.write(`v${version}.zip`, release(version));
    await world.ok(`cp v${version}.zip s3://bkt/app/ -q`);
  }
  const empty = { env: { DG_CACHE_DIR: world.directory('another-cache') } };
  const restore = ['cp', 's3://bkt/app/v2.zip', 'back.zip', '-q'];
  expect((await world.run(restore, empty)).code).toBe(0);
  // What is not there cannot be read: only a hit lets the next process succeed.
  rmSync(join(world.store, 'bkt/app/reference.bin'));
  expect((await world.run(restore, empty)).code).toBe(0);
  expect(new Uint8Array(world.read('back.zip'))).toEqual(release('2'));
  const cold = { env: { DG_CACHE_DIR: world.directory('third-cache') } };
  const failed = await world.run(['cp', 's3://bkt/app/v2.zip', 'cold.zip'], cold);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('The reference of s3://bkt/app/v2.zip');
});
