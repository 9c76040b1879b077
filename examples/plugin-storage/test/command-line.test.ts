import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { release, World } from '../../../apps/cli/test/world.ts';

it('serves the command line', async () => {
  const world = new World({ DG_PLUGINS: join(import.meta.dirname, '..') });
  const file = join(world.root, 'store.json');
  const store = `--store json://${file}`;
  await world.ok(`mb ${store} s3://releases`);
  for (const version of ['1', '2']) {
    world.write(`v${version}.zip`, release(version));
    await world.ok(`cp ${store} v${version}.zip s3://releases/app/`);
  }
  await world.ok(`cp ${store} s3://releases/app/v2.zip back.zip`);
  expect(Buffer.compare(world.read('back.zip'), release('2'))).toBe(0);
  expect((await world.ok(`verify ${store} s3://releases`)).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('"app/v2.zip.delta"');
  expect(world.files('.').filter((name) => name.endsWith('.lock'))).toEqual([]);
});

it('says what a URL looks like', async () => {
  const world = new World({ DG_PLUGINS: join(import.meta.dirname, '..') });
  const { code, stderr } = await world.run(['ls', '--store', 'json://host/x.json']);
  expect(code).toBe(253);
  expect(stderr).toContain(
    '"json://host/x.json" does not name a JSON file.\nGive an absolute path',
  );
});
