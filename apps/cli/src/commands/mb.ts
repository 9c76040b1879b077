import { BaseCommand, exitCodes, parseBucketUri, type Failure } from '@deltaglider/cli-kit';
import { Args } from '@oclif/core';

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

  #opened: string | undefined;

  async run(): Promise<void> {
    const { args } = await this.parse(Mb);
    const bucket = parseBucketUri(args.bucket);
    const { buckets } = await this.open();
    this.#opened = bucket;
    await buckets.createBucket(bucket, { signal: this.signal });
    this.output.result(`make_bucket: ${bucket}`);
    this.output.json({ type: 'result', operation: 'make_bucket', bucket });
  }

  protected override describeFailure(error: unknown): Failure {
    if (this.#opened === undefined || this.signal.aborted) return super.describeFailure(error);
    return { exitCode: exitCodes.failed, label: `make_bucket failed: s3://${this.#opened} ` };
  }
}
