import { BaseCommand } from '@deltaglider/cli-kit';
import { Args } from '@oclif/core';
import { toAclDocument } from '../access-control-policy.ts';
import { parseBucket } from '../parse-bucket.ts';

export default class GetBucketAcl extends BaseCommand {
  static override summary = 'Write who may do what with a bucket';

  static override usage = '<%= command.id %> BUCKET [FLAGS]';

  static override description =
    'The ACL comes as JSON in the spelling of aws, and can be given to put-bucket-acl again. With ' +
    '--json it is on one line. A store that is a directory has no ACLs.';

  static override examples = [
    {
      description: 'Look at an ACL',
      command: '<%= config.bin %> <%= command.id %> s3://releases',
    },
    {
      description: 'Keep it, for put-bucket-acl to put back later',
      command: '<%= config.bin %> <%= command.id %> s3://releases > acl.json',
    },
  ];

  static override args = {
    bucket: Args.string({
      required: true,
      ignoreStdin: true,
      description: 's3://bucket, or the name alone',
    }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(GetBucketAcl);
    const bucket = parseBucket(args.bucket);
    const { buckets } = await this.open();
    const { getBucketAcl } = await import('@deltaglider/sdk');
    const acl = toAclDocument(await getBucketAcl({ buckets, bucket, signal: this.signal }));
    this.output.json(acl);
    this.output.result(JSON.stringify(acl, undefined, 4));
  }
}
