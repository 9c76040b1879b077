import { PutBucketWebsiteCommand } from '@aws-sdk/client-s3';
import type { AbortOptions, BucketWebsite } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertBucket } from '../requests/assert-address.ts';

export async function putBucketWebsite(
  { client }: S3Context,
  { bucket, website }: { readonly bucket: string; readonly website: BucketWebsite },
  { signal }: AbortOptions = {},
): Promise<void> {
  assertBucket(bucket);
  const { indexDocument, errorDocument } = website;
  const command = new PutBucketWebsiteCommand({
    Bucket: bucket,
    WebsiteConfiguration: {
      IndexDocument: { Suffix: indexDocument },
      ...(errorDocument !== undefined && { ErrorDocument: { Key: errorDocument } }),
    },
  });
  await translated({ action: 'make a website of', bucket, signal }, () =>
    client.send(command, { ...(signal && { abortSignal: signal }) }),
  );
}
