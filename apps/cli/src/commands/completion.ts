import { BaseCommand, codecNames } from '@deltaglider/cli-kit';
import { Args } from '@oclif/core';
import { bashScript } from '../completion/bash-script.ts';
import { completionTable, type CompletionTable } from '../completion/completion-table.ts';
import { fishScript } from '../completion/fish-script.ts';
import { zshScript } from '../completion/zsh-script.ts';

const scripts: Readonly<Record<string, (table: CompletionTable) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export default class Completion extends BaseCommand {
  static override summary = 'Write what makes a shell complete commands and flags';

  static override usage = '<%= command.id %> (bash|zsh|fish) [FLAGS]';

  static override description =
    'The script knows the commands, flags and codecs that there are now: write it again when plugins come or go.';

  static override examples = [
    {
      description: 'For bash, in ~/.bashrc',
      command: '$ source <(<%= config.bin %> <%= command.id %> bash)',
    },
    {
      description: 'For zsh, in ~/.zshrc, behind compinit',
      command: '$ source <(<%= config.bin %> <%= command.id %> zsh)',
    },
    {
      description: 'For fish, once',
      command:
        '<%= config.bin %> <%= command.id %> fish > ~/.config/fish/completions/<%= config.bin %>.fish',
    },
  ];

  static override args = {
    shell: Args.string({
      required: true,
      ignoreStdin: true,
      options: Object.keys(scripts),
      description: 'The shell',
    }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const table = completionTable(this.config, {
      codec: await codecNames(this.config),
      'cache-backend': ['disk', 'memory'],
    });
    const script = scripts[args.shell]?.(table) ?? '';
    this.output.json({ shell: args.shell, script });
    this.output.result(script.trimEnd());
  }
}
