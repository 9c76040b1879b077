import {
  filterFlags,
  orderedFilters,
  parseS3Uri,
  TransferCommand,
  transferFlags,
} from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';

export default class Rm extends TransferCommand {
  static override summary = 'Delete objects';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'Deleting an object that does not exist is a success. References go when the last delta that ' +
    'needs them does.';

  static override examples = [
    {
      description: 'Delete one object',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/app-1.2.zip',
    },
    {
      description: 'See what deleting a whole tree would delete',
      command: '<%= config.bin %> <%= command.id %> -r --dryrun s3://releases/app/',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket/key; with --recursive also a prefix or a bucket',
    }),
  };

  static override flags = {
    recursive: Flags.boolean({ char: 'r', summary: 'Delete everything below the target' }),
    ...transferFlags,
    ...filterFlags,
  };

  async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(Rm);
    const address = parseS3Uri(args.target);
    const store = await this.open();
    const { planDelete } = await import('@deltaglider/sdk');
    const plan = planDelete({
      engine: store.engine,
      source: { type: 'object', address },
      recursive: flags.recursive,
      filters: orderedFilters(raw),
      signal: this.signal,
    });
    await this.transfer(plan, {
      store,
      dryRun: flags.dryrun,
      progress: flags.progress,
      progressFrequency: flags['progress-frequency'],
      multiline: flags['progress-multiline'],
    });
  }
}
