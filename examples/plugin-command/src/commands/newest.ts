import {
  BaseCommand,
  exitCodes,
  objectRow,
  parseBucketPath,
  usageError,
} from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';
import { newestOf } from '../newest-of.ts';

export default class Newest extends BaseCommand {
  static override summary = 'List the objects that were stored last';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description = 'The exit code is 1 when there are none.';

  static override examples = [
    {
      description: 'Find the latest release',
      command: '<%= config.bin %> <%= command.id %> s3://releases/app/',
    },
    {
      description: 'Copy it',
      command:
        '$ <%= config.bin %> cp "s3://releases/$(<%= config.bin %> <%= command.id %> --json ' +
        's3://releases/app/ | jq -r .objects[0].key)" .',
    },
  ];

  static override args = {
    target: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket or s3://bucket/prefix',
    }),
  };

  static override flags = {
    count: Flags.string({ default: '1', summary: 'How many to list', helpValue: '<n>' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Newest);
    const { bucket, key: prefix } = parseBucketPath(args.target);
    const count = parseCount(flags.count);
    const store = await this.open();
    const objects = await newestOf(store.list({ bucket, prefix, signal: this.signal }), count);
    this.output.json({ bucket, prefix, objects });
    for (const { key, ...object } of objects) {
      this.output.result(objectRow({ ...object, name: key, humanReadable: false }));
    }
    if (objects.length === 0) this.end(exitCodes.failed);
  }
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageError(`argument --count: ${text} is not a whole number of 1 or more.`);
}
