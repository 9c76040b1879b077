import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documents, release, World } from '../../../apps/cli/test/world.ts';

it('serves the command line', async () => {
  const plugin = { DG_PLUGINS: join(import.meta.dirname, '..') };
  const world = new World(plugin);
  await world.ok('mb s3://releases');
  for (const version of ['1', '2']) world.write(`v${version}.zip`, release(version));
  await world.ok('cp --codec deflate v1.zip s3://releases/app/');
  const { stdout } = await world.ok('cp --json --codec deflate v2.zip s3://releases/app/');
  const [result] = documents(stdout).filter(({ type }) => type === 'result');
  expect(result).toMatchObject({ stored: 'delta', codec: 'deflate', codecReason: 'asked' });
  // Whoever reads does not have to say what made it.
  await world.ok('cp s3://releases/app/v2.zip back.zip');
  expect(Buffer.compare(world.read('back.zip'), release('2'))).toBe(0);
  await world.ok('verify s3://releases');
  const without = await world.run(['cat', 's3://releases/app/v2.zip'], {
    env: { DG_PLUGINS: 'none' },
  });
  expect(without.code).not.toBe(0);
  expect(without.stderr).toContain('"deflate"');
});
