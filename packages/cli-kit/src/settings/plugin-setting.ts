import { dirname } from 'node:path';
import { configPath, readConfigFile } from './read-config-file.ts';
import { readEnvironment } from './read-environment.ts';
import { settingTable } from './settings.ts';

/** The plugins that are to be loaded. */
export interface PluginSetting {
  /** Packages, or directories. */
  readonly names: readonly string[];
  /** How a user finds the setting again: `DG_PLUGINS`, `plugins in /path`. */
  readonly origin: string;
  /** What a relative path among the names is relative to. */
  readonly directory: string;
  /** Where the config file is, and packages may be installed. */
  readonly home: string;
}

/**
 * Which plugins environment or config file name; `undefined` for none.
 * @throws configuration error for a config file that cannot be read
 */
export function pluginSetting(
  environment: Readonly<Record<string, string | undefined>>,
  cwd: string,
): PluginSetting | undefined {
  const setting = settingTable.plugins;
  const home = dirname(configPath(environment));
  const variables = readEnvironment(environment);
  const said = variables.find(setting);
  const source = said === undefined ? readConfigFile(environment) : variables;
  const names = setting.parse(said ?? source.find(setting) ?? '');
  if (names.length === 0) return undefined;
  const directory = said === undefined ? home : cwd;
  return { names, origin: source.describe(setting), directory, home };
}
