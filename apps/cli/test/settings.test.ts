import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { World } from './world.ts';

const world = new World();
const NO_STORE = { DG_STORE: '' };

function configure(content: object): Record<string, string> {
  const home = join(world.root, 'xdg');
  mkdirSync(join(home, 'deltaglider'), { recursive: true });
  writeFileSync(join(home, 'deltaglider/config.json'), JSON.stringify(content));
  return { XDG_CONFIG_HOME: home };
}

it('takes S3 without a store, and says what to do without credentials', async () => {
  const env = { ...NO_STORE, AWS_EC2_METADATA_DISABLED: 'true' };
  expect(await world.run(['ls'], { env })).toEqual({
    code: 253,
    stdout: '',
    stderr:
      '\ndeltaglider: [ERROR]: Cannot list the buckets: unable to locate credentials (CredentialsProviderError).\n' +
      'Run `aws configure`, give --profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\n',
  });
});

it('takes the store from flag, environment and file, in this order', async () => {
  const other = new World();
  await world.ok('mb s3://env-bucket');
  await other.ok('mb s3://file-bucket');
  const file = configure({ store: other.storeUrl });
  const fromFile = await world.run(['ls'], { env: { ...file, ...NO_STORE } });
  expect(fromFile.stdout).toContain('file-bucket');
  const fromEnvironment = await world.run(['ls'], { env: file });
  expect(fromEnvironment.stdout).toContain('env-bucket');
  const fromFlag = await world.run(['ls', '--store', other.storeUrl], { env: file });
  expect(fromFlag.stdout).toContain('file-bucket');
});

it.each([
  [{ DG_MAX_RATIO: 'much' }, 'DG_MAX_RATIO: much is not a number from 0.01 to 1.'],
  [{ DG_CACHE_BACKEND: 'tape' }, 'DG_CACHE_BACKEND: tape is not one of disk, memory, filesystem.'],
  [{ DG_CONFIG: '/none.json' }, 'The config file /none.json cannot be read (ENOENT).'],
])('refuses %j with 253', async (env, message) => {
  const { code, stderr } = await world.run(['ls'], { env });
  expect([code, stderr]).toEqual([253, `\ndeltaglider: [ERROR]: ${message}\n`]);
});

it('names file and key', async () => {
  const { code, stderr } = await world.run(['ls'], { env: configure({ concurency: 3 }) });
  expect(code).toBe(253);
  expect(stderr).toMatch(
    /config\.json has an unknown key: concurency\.\nDid you mean concurrency\?/,
  );
});

it.each(['ftp://host/x', 'nonsense', 'file://host/x'])('refuses the store %s', async (store) => {
  const { code, stderr } = await world.run(['ls', '--store', store]);
  expect(code).toBe(253);
  expect(stderr).toMatch(/^\ndeltaglider: \[ERROR\]: .+\n.+\n$/);
});
