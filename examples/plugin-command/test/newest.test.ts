import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { release, World } from '../../../apps/cli/test/world.ts';

const world = new World({ DG_PLUGINS: join(import.meta.dirname, '..') });

beforeAll(async () => {
  await world.ok('mb s3://releases');
  for (const version of ['1', '2', '3']) {
    world.write(`v${version}.zip`, release(version));
    await world.ok(`cp v${version}.zip s3://releases/app/ -q`);
  }
});

describe('newest', () => {
  it('lists what was stored last, as ls does', async () => {
    const { stdout } = await world.ok('newest s3://releases/app/');
    expect(stdout).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d {5}200000 app\/v3\.zip\n$/);
    const all = await world.ok('newest --count 5 s3://releases');
    expect(all.stdout.match(/v\d/g)).toEqual(['v3', 'v2', 'v1']);
  });

  it('has what every command has', async () => {
    const json = await world.ok('newest --json --cou 2 s3://releases');
    expect(JSON.parse(json.stdout)).toMatchObject({
      objects: [{ key: 'app/v3.zip' }, { key: 'app/v2.zip' }],
    });
    const store = await world.run(['newest', 's3://releases', '--store', 'file:///nowhere']);
    expect(store.code).toBe(254);
    const help = await world.ok('newest --help');
    expect(help.stdout).toContain('$ deltaglider newest s3://releases/app/');
  });

  it.each([
    [['newest'], 252, 'the following arguments are required: target'],
    [['newest', 's3://releases', '--count', '0'], 252, 'argument --count: 0 is not a whole'],
    [['newest', 's3://releases/none/'], 1, ''],
    [['newest', 's3://nowhere'], 254, 'The bucket nowhere does not exist.'],
  ])('%j ends with %i', async (args, expected, message) => {
    const { code, stdout, stderr } = await world.run(args);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toContain(message);
  });
});
