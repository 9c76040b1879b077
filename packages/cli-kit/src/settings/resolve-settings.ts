import { configurationError, usageError } from '../errors/command-error.ts';
import { readConfigFile } from './read-config-file.ts';
import type { Setting } from './setting.ts';
import { codecSetting, settingTable, type Settings, type SettingsSource } from './settings.ts';
import { readEnvironment } from './read-environment.ts';

export interface SettingsInput {
  /** What oclif parsed, by flag. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Codecs beside those that come along. */
  readonly codecs?: readonly string[] | undefined;
}

/**
 * Flags before environment before config file; what none of them has is absent.
 * @throws usage or configuration error that names the flag, variable, or file and key.
 */
export function resolveSettings({ flags, environment, codecs }: SettingsInput): Settings {
  const sources: SettingsSource[] = [
    {
      find: ({ name }) => (typeof flags[name] === 'string' ? flags[name] : undefined),
      describe: ({ name }) => `argument --${name}`,
    },
    readEnvironment(environment),
    readConfigFile(environment),
  ];
  const table = { ...settingTable, codec: codecSetting(codecs) };
  const entries = Object.entries(table).map(([key, setting]) => [key, resolve(setting, sources)]);
  // The table gives each key its type; an object built from entries cannot show it.
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Settings;
}

function resolve(setting: Setting<unknown>, sources: readonly SettingsSource[]): unknown {
  for (const [index, source] of sources.entries()) {
    const found = source.find(setting);
    if (found === undefined) continue;
    try {
      return setting.parse(found);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${source.describe(setting)}: ${reason}`;
      throw index === 0 ? usageError(message) : configurationError(message);
    }
  }
  return undefined;
}
