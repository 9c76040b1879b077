import { BaseCommand, pluginBackends, pluginCodecs } from '@deltaglider/cli-kit';
import type { Interfaces } from '@oclif/core';

export default class Plugins extends BaseCommand {
  static override summary = 'List the plugins, and what each of them adds';

  static override usage = '<%= command.id %> [FLAGS]';

  static override description =
    'Plugins are packages or directories that the key plugins of the config file names, or the variable DG_PLUGINS, ' +
    'with commas between; none is for none of them.';

  static override examples = [
    { description: 'List them', command: '<%= config.bin %> <%= command.id %>' },
    {
      description: 'Try one that is not in the config file',
      command: '$ DG_PLUGINS=./my-plugin <%= config.bin %> <%= command.id %>',
    },
  ];

  async run(): Promise<void> {
    await this.parse(Plugins);
    const [codecs, backends] = [await pluginCodecs(this.config), await pluginBackends(this.config)];
    const plugins = this.config
      .getPluginsList()
      .filter(({ isRoot }) => !isRoot)
      .map(({ name, version, root, commandIDs }) => ({
        ...{ name, version, root },
        commands: commandIDs.map((id) => ({
          name: id.replaceAll(':', ' '),
          hidden: pluginOf(this.config, id) !== name,
        })),
        codecs: codecs.filter(({ plugin }) => plugin === name).map((each) => each.name),
        backends: backends.filter(({ plugin }) => plugin === name).map((each) => each.name),
      }));
    this.output.json({ plugins });
    for (const { name, version, root, ...added } of plugins) {
      this.output.result(`${name} ${version} ${root}`);
      for (const row of added.commands) this.output.result(`  command ${describe(row)}`);
      for (const codec of added.codecs) this.output.result(`  codec ${codec}`);
      for (const scheme of added.backends) this.output.result(`  backend ${scheme}:`);
    }
    if (plugins.length === 0) this.output.note('There are none.');
  }
}

/** Two may have a command of one name; oclif takes one of them. */
function pluginOf(config: Interfaces.Config, id: string): string | undefined {
  return config.findCommand(id)?.pluginName;
}

function describe({ name, hidden }: { readonly name: string; readonly hidden: boolean }): string {
  return hidden ? `${name} (hidden by another of this name)` : name;
}
