import {
  BaseCommand,
  exitCodes,
  parseBucketUri,
  usageError,
  withGrammar,
  type Failure,
} from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';

export default class Mb extends BaseCommand {
  static override summary = 'Make a bucket';

  static override usage = '<%= command.id %> BUCKET [FLAGS]';

  static override examples = [
    { description: 'Make a bucket', command: '<%= config.bin %> <%= command.id %> s3://releases' },
    {
      description: 'Make a bucket in another store that speaks the language of S3',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases --endpoint-url http://127.0.0.1:9000',
    },
    {
      description: 'Make a bucket in a directory of this machine',
      command: '<%= config.bin %> <%= command.id %> s3://releases --store file:///srv/store',
    },
  ];

  static override args = {
    bucket: Args.string({ required: true, ignoreStdin: true, description: 's3://bucket' }),
  };

  static override flags = {
    tags: withGrammar(
      Flags.string({
        summary: 'A tag of the bucket; give it again for more: --tags team build --tags env prod',
        helpValue: '<key> <value>',
        multiple: true,
        multipleNonGreedy: true,
      }),
      { words: 2 },
    ),
  };

  #opened: string | undefined;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Mb);
    const bucket = parseBucketUri(args.bucket);
    const tags = flags.tags && toTags(flags.tags);
    const { buckets } = await this.open();
    this.#opened = bucket;
    await buckets.createBucket(bucket, { tags, signal: this.signal });
    this.output.result(`make_bucket: ${bucket}`);
    this.output.json({ type: 'result', operation: 'make_bucket', bucket });
  }

  protected override describeFailure(error: unknown): Failure {
    if (this.#opened === undefined || this.signal.aborted) return super.describeFailure(error);
    return { exitCode: exitCodes.failed, label: `make_bucket failed: s3://${this.#opened} ` };
  }
}

/** @throws usage error for a tag that is given twice */
function toTags(words: readonly string[]): Record<string, string> {
  const keys = words.filter((_, i) => i % 2 === 0);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw usageError(`argument --tags: ${twice} is given twice.`);
  return Object.fromEntries(keys.map((key, i) => [key, words[2 * i + 1] ?? '']));
}
