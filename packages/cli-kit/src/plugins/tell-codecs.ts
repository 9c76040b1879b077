import { Config, type Interfaces } from '@oclif/core';
import { settingTable } from '../settings/settings.ts';
import { pluginCodecs } from './plugin-additions.ts';

/**
 * Names the codecs of plugins in the help of every flag that takes one.
 * @throws configuration error that names a plugin whose hook fails
 */
export async function tellCodecs(
  options: Interfaces.Options & { readonly plugins: Map<string, Interfaces.Plugin> },
): Promise<void> {
  const names = (await pluginCodecs(await Config.load(options))).map(({ name }) => name);
  if (names.length === 0) return;
  const flags = [...options.plugins.values()].flatMap(({ commands }) =>
    commands.flatMap((command) => Object.values(command.flags)),
  );
  // Commands share the definition where there is no manifest.
  for (const flag of new Set(flags.filter(({ env }) => env === settingTable.codec.env))) {
    flag.summary = `${flag.summary ?? ''}; from plugins: ${names.join(', ')}`;
  }
}
