import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { configurationError } from '../errors/command-error.ts';
import { closestWord } from '../grammar/closest-word.ts';
import { settingTable, type SettingsSource } from './settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The config file: `DG_CONFIG`, else `deltaglider/config.json` in the XDG config directory. Its keys are the
 * names of the flags. A file that is absent says nothing, unless `DG_CONFIG` names it.
 * @throws configuration error that names the file, and the key that is unknown or has no usable value.
 */
export function readConfigFile(environment: Environment): SettingsSource {
  const path = configPath(environment);
  const values = parse(path, read(path, isSet(environment.DG_CONFIG)));
  return {
    find: ({ name }) => values.get(name),
    describe: ({ name }) => `${name} in ${path}`,
  };
}

/** Where the config file is, or would be. */
export function configPath(environment: Environment): string {
  const { DG_CONFIG, XDG_CONFIG_HOME } = environment;
  if (isSet(DG_CONFIG)) return DG_CONFIG;
  const home = isSet(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), '.config');
  return join(home, 'deltaglider', 'config.json');
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function read(path: string, required: boolean): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (!required && (code === 'ENOENT' || code === 'ENOTDIR')) return '{}';
    throw configurationError(`The config file ${path} cannot be read (${String(code)}).`);
  }
}

function parse(path: string, content: string): ReadonlyMap<string, string> {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw configurationError(`The config file ${path} is not JSON.`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw configurationError(`The config file ${path} is not a JSON object.`);
  }
  const names = Object.values(settingTable).map(({ name }) => name);
  return new Map(
    Object.entries(document).map(([key, value]: [string, unknown]) => {
      if (!names.includes(key)) throw unknownKey(path, key, names);
      return [key, toText(value, `${key} in ${path}`)];
    }),
  );
}

function unknownKey(path: string, key: string, names: readonly string[]): Error {
  const near = closestWord(key.replaceAll('_', '-'), names);
  const hint = near === undefined ? `Known keys: ${names.join(', ')}.` : `Did you mean ${near}?`;
  return configurationError(`The config file ${path} has an unknown key: ${key}.`, hint);
}

function toText(value: unknown, origin: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) {
    return value.join(',');
  }
  throw configurationError(`${origin}: expected a string, a number or a list of strings.`);
}
