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
