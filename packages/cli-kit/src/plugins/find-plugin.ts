import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { PluginSetting } from '../settings/plugin-setting.ts';
import { pluginError, reasonOf } from './plugin-error.ts';

/** The part of a plugin's `package.json` that says whether it fits. */
export interface PluginManifest {
  readonly name: string;
  readonly version: string;
  readonly engines?: Readonly<Record<string, unknown>>;
}

export interface FoundPlugin {
  /** The directory of its `package.json`. */
  readonly root: string;
  readonly manifest: PluginManifest;
}

/**
 * Finds what the setting calls `name`: a directory, or a package that is installed beside the config file or
 * beside the program in `programRoot`.
 * @throws configuration error when there is none, or it is no plugin
 */
export async function findPlugin(
  name: string,
  setting: PluginSetting,
  programRoot: string,
): Promise<FoundPlugin> {
  const root = isPath(name)
    ? resolve(setting.directory, name.replace(/^~(?=$|[/\\])/, homedir()))
    : findPackage(name, [setting.home, programRoot]);
  const takeOut = `take it out of ${setting.origin}`;
  const file = root === undefined ? undefined : join(root, 'package.json');
  if (root === undefined || file === undefined || !existsSync(file)) {
    if (isPath(name)) {
      const message = `The plugin ${name} of ${setting.origin} is not a directory with a package.json.`;
      throw pluginError(message, `Correct the path, or ${takeOut}.`);
    }
    throw pluginError(
      `The plugin ${name} of ${setting.origin} is not installed.`,
      `Run npm install --prefix ${setting.home} ${name}, or ${takeOut}.`,
    );
  }
  return { root, manifest: await readManifest(file, { name, takeOut }) };
}

function isPath(name: string): boolean {
  return isAbsolute(name) || /^[.~]/.test(name);
}

/** As Node finds packages, but for `exports`, which may hide the `package.json`. */
function findPackage(name: string, places: readonly string[]): string | undefined {
  return places
    .flatMap((place) => ancestors(place))
    .map((directory) => join(directory, 'node_modules', name))
    .find((directory) => existsSync(join(directory, 'package.json')));
}

function ancestors(directory: string): string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [directory, ...ancestors(parent)];
}

async function readManifest(
  file: string,
  { name, takeOut }: { readonly name: string; readonly takeOut: string },
): Promise<PluginManifest> {
  let manifest: unknown;
  try {
    manifest = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    const message = `The plugin ${name} is broken: ${file} cannot be read: ${reasonOf(cause)}`;
    throw pluginError(message, `Install it again, or ${takeOut}.`, cause);
  }
  if (isPlugin(manifest)) return manifest;
  throw pluginError(
    `${name} is not a plugin: its package.json has no name, no version or no oclif section.`,
    `Take a plugin of deltaglider, or ${takeOut}.`,
  );
}

function isPlugin(value: unknown): value is PluginManifest {
  if (typeof value !== 'object' || value === null || !('oclif' in value)) return false;
  const { name, version } = value as { name?: unknown; version?: unknown };
  return typeof name === 'string' && typeof version === 'string';
}
