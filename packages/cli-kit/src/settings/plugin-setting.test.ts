import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { pluginSetting } from './plugin-setting.ts';

const home = mkdtempSync(join(tmpdir(), 'dg-plugins-'));
const file = join(home, 'config.json');
writeFileSync(file, '{"plugins":["a","./b"]}');
afterAll(() => {
  rmSync(home, { recursive: true });
});

const origin = `plugins in ${file}`;

it('takes the plugins of the config file, with paths from there', () => {
  expect(pluginSetting({ DG_CONFIG: file, DG_PLUGINS: '' }, '/work')).toEqual({
    ...{ names: ['a', './b'], origin, directory: home, home },
  });
});

it('takes those of the environment instead, with paths from the working directory', () => {
  expect(pluginSetting({ DG_CONFIG: file, DG_PLUGINS: ' c,, ./d ' }, '/work')).toEqual({
    ...{ names: ['c', './d'], origin: 'DG_PLUGINS', directory: '/work', home },
  });
});

it.each([
  ['nothing is said', { XDG_CONFIG_HOME: join(home, 'none') }],
  ['none are wanted', { DG_CONFIG: file, DG_PLUGINS: 'none' }],
])('is absent where %s', (_, environment) => {
  expect(pluginSetting(environment, '/work')).toBeUndefined();
});
