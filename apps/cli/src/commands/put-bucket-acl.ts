import { BaseCommand } from '@deltaglider/cli-kit';
import { Args, Flags } from '@oclif/core';
import { readAccessControlPolicy } from '../access-control-policy.ts';
import { parseBucket } from '../parse-bucket.ts';

const grant = (summary: string) =>
  Flags.string({ summary, helpGroup: 'GRANT', helpValue: '<grantees>' });

export default class PutBucketAcl extends BaseCommand {
  static override summary = 'Say who may do what with a bucket';

  static override usage = '<%= command.id %> BUCKET [FLAGS]';

  static override description =
    'Replaces the whole ACL of the bucket, by a canned ACL, by grants, or by a policy; objects in ' +
    'it have ACLs of their own. Grantees are id=<account>, uri=<group> and ' +
    'emailAddress=<address>, with commas between. Whoever is to read objects that are stored as ' +
    'deltas needs DeltaGlider and the right to read their references. A store that is a ' +
    'directory has no ACLs.';

  static override examples = [
    {
      description: 'Keep everybody else out',
      command: '<%= config.bin %> <%= command.id %> s3://releases --acl private',
    },
    {
      description: 'Let another account list the bucket',
      command: '<%= config.bin %> <%= command.id %> s3://releases --grant-read id=1a2b',
    },
    {
      description: 'Put back what get-bucket-acl has written',
      command:
        '<%= config.bin %> <%= command.id %> s3://releases --access-control-policy file://acl.json',
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
    acl: Flags.string({
      summary: 'A canned ACL',
      options: ['private', 'public-read', 'public-read-write', 'authenticated-read'],
    }),
    'grant-full-control': grant('Who may do everything'),
    'grant-read': grant('Who may list the objects of the bucket'),
    'grant-read-acp': grant('Who may read its ACL'),
    'grant-write': grant('Who may create objects, and replace and delete their own'),
    'grant-write-acp': grant('Who may replace its ACL'),
    'access-control-policy': Flags.string({
      summary: 'Owner and grants as JSON, or file://<path> of that',
      helpValue: '<json>',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PutBucketAcl);
    const bucket = parseBucket(args.bucket);
    const text = flags['access-control-policy'];
    const access = {
      acl: flags.acl,
      grants: {
        fullControl: flags['grant-full-control'],
        read: flags['grant-read'],
        readAcp: flags['grant-read-acp'],
        write: flags['grant-write'],
        writeAcp: flags['grant-write-acp'],
      },
      policy: text === undefined ? undefined : await readAccessControlPolicy(text),
    };
    const { buckets } = await this.open();
    const { putBucketAcl } = await import('@deltaglider/sdk');
    await putBucketAcl({ buckets, bucket, access, signal: this.signal });
    this.output.result(`ACL updated for bucket: ${bucket}`);
    this.output.json({ type: 'result', operation: 'put_bucket_acl', bucket });
  }
}
