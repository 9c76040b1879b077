import { BaseCommand, usageError } from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';
import { parseByteRange } from '../parse-byte-range.ts';
import { parseObjectUri } from '../parse-object-uri.ts';
import { getToStdout } from '../standard-streams.ts';

export default class Cat extends BaseCommand {
  static override summary = 'Write the bytes of an object to standard output';

  static override usage = '<%= command.id %> TARGET [FLAGS]';

  static override description =
    'The digest of the whole object is checked before its last bytes are written: what is damaged ' +
    'never comes out complete, and the exit code is not 0. A part is not checked against it.';

  static override examples = [
    {
      description: 'Look at the beginning of a dump',
      command: '<%= config.bin %> <%= command.id %> s3://dumps/shop.sql --range 0-999',
    },
    {
      description: 'List what is in an archive',
      command: '$ <%= config.bin %> <%= command.id %> s3://releases/app-1.2.tgz | tar -tz',
    },
  ];

  static override args = {
    target: Args.string({ required: true, ignoreStdin: true, description: 's3://bucket/key' }),
  };

  static override flags = {
    range: Flags.string({
      summary: 'Only these bytes, counted from 0 and both included: 0-99, or 100- to the end',
      helpValue: '<a-b>',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Cat);
    if (flags.json) {
      throw usageError('--json and the object cannot both go to standard output.');
    }
    const address = parseObjectUri(args.target);
    const range = flags.range === undefined ? undefined : parseByteRange(flags.range);
    const store = await this.open();
    await getToStdout(store, { address, range, signal: this.signal });
  }
}
