import { BaseCommand, usageError } from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';
import { parseBucket } from '../parse-bucket.ts';

export default class Website extends BaseCommand {
  static override summary = 'Let the store serve a bucket as a website';

  static override usage = '<%= command.id %> BUCKET [FLAGS]';

  static override description =
    'Replaces the configuration of the website, and writes nothing when that went well. Visitors ' +
    'get objects that are stored whole, as pages and pictures are; of those that are stored as ' +
    'deltas a website knows nothing (put them with cp --no-delta). A store that is a directory ' +
    'serves no websites.';

  static override examples = [
    {
      description: 'Serve a bucket',
      command:
        '<%= config.bin %> <%= command.id %> s3://my-site --index-document index.html ' +
        '--error-document error.html',
    },
  ];

  static override args = {
    bucket: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket, or the name alone',
    }),
  };

  static override flags = {
    'index-document': Flags.string({
      summary: 'What visitors of a directory get, like index.html',
      helpValue: '<name>',
    }),
    'error-document': Flags.string({
      summary: 'The key of what visitors get instead of an error',
      helpValue: '<key>',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Website);
    const bucket = parseBucket(args.bucket);
    const indexDocument = flags['index-document'];
    const errorDocument = flags['error-document'];
    if (indexDocument === undefined || indexDocument === '') {
      throw usageError(
        'the following arguments are required: --index-document',
        'A website without one is refused by S3.',
      );
    }
    const { buckets } = await this.open();
    const { putBucketWebsite } = await import('@deltaglider/sdk');
    const website = { indexDocument, errorDocument };
    await putBucketWebsite({ buckets, bucket, website, signal: this.signal });
    this.output.json({ type: 'result', operation: 'website', bucket, ...website });
  }
}
