import { isS3Uri, parseBucketPath, parseBucketUri, usageError } from '@deltaglider/cli-kit';

/**
 * The bucket of `s3://bucket`, `s3://bucket/` or `bucket`.
 * @throws usage error for what names more than a bucket, or none.
 */
export function parseBucket(text: string): string {
  if (isS3Uri(text)) return parseBucketUri(text);
  const { bucket, key } = parseBucketPath(text);
  if (key === '') return bucket;
  throw usageError(`${text} names more than a bucket.`, `Give the bucket alone: ${bucket}`);
}
