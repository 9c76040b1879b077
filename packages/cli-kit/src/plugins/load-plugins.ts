import { settings, Plugin, type Interfaces } from '@oclif/core';
import type { PluginSetting } from '../settings/plugin-setting.ts';
import { findPlugin, type FoundPlugin } from './find-plugin.ts';
import { pluginError, reasonOf } from './plugin-error.ts';

/**
 * The program in `root` and the plugins of the setting, as oclif wants them. Nothing of a plugin is run that has
 * an `oclif.manifest.json`.
 * @throws configuration error that names a plugin that is missing, broken or of a wrong version
 */
export async function loadPlugins(
  root: string,
  setting: PluginSetting,
): Promise<Map<string, Interfaces.Plugin>> {
  // A plugin in a directory would be taken for TypeScript to translate otherwise.
  settings.enableAutoTranspile = false;
  const program = new Plugin({ isRoot: true, root });
  await program.load();
  const { assertFits } = await import('./assert-fits.ts');
  const plugins = new Map<string, Interfaces.Plugin>([[program.name, program]]);
  for (const name of new Set(setting.names)) {
    const found = await findPlugin(name, setting, program.root);
    assertFits(found.manifest, { [program.name]: program.version, node: process.versions.node });
    if (plugins.has(found.manifest.name)) throw twice(found, setting);
    plugins.set(found.manifest.name, await load(found));
  }
  return plugins;
}

async function load({ root, manifest: { name, version } }: FoundPlugin): Promise<Plugin> {
  // A link is the kind that is used from where it is.
  const plugin = new Plugin({ name, root, type: 'link', errorOnManifestCreate: true });
  const broken = (what: string) => (cause: unknown) => {
    const message = `The plugin ${name} ${version} ${what}: ${reasonOf(cause)}`;
    throw pluginError(message, `It is in ${root}; install it again, or without it.`, cause);
  };
  await plugin.load().catch(broken('is broken'));
  plugin.commands = plugin.commands.map((command) => ({
    ...command,
    load: () => command.load().catch(broken(`cannot load its command ${command.id}`)),
  }));
  return plugin;
}

function twice({ root, manifest }: FoundPlugin, { origin }: PluginSetting): Error {
  return pluginError(
    `There are two plugins called ${manifest.name}; the second is in ${root}.`,
    `Take one out of ${origin}.`,
  );
}
