import { randomBytes } from 'node:crypto';

import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3';

const made = new Set<string>();

/**
 * Makes a bucket that no other test has, and resolves to its name. It ends with the server, and on a server that
 * somebody else runs with the suite of `describeWithS3`.
 */
export async function freshBucket(client: S3Client, prefix = 'test'): Promise<string> {
  const bucket = `${prefix}-${randomBytes(8).toString('hex')}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  made.add(bucket);
  return bucket;
}

/** Takes the names of the buckets that this process has made since the last call. */
export function takeMadeBuckets(): string[] {
  const names = [...made];
  made.clear();
  return names;
}
