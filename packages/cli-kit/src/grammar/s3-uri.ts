import { usageError } from '../errors/command-error.ts';

/** A bucket and a key; the key is empty for the bucket itself, and ends with `/` as the user typed it. */
export interface S3Uri {
  readonly bucket: string;
  readonly key: string;
}

const SCHEME = 's3://';

/** Whether an argument means an object store at all, and not a path of this machine. */
export function isS3Uri(text: string): boolean {
  return text.startsWith(SCHEME);
}

/** @throws usage error for anything but `s3://bucket` and `s3://bucket/key`. */
export function parseS3Uri(text: string): S3Uri {
  if (!isS3Uri(text)) {
    throw usageError(`${text} is not an S3 URI.`, 'An S3 URI looks like s3://bucket/key.');
  }
  return parseBucketPath(text);
}

/** As `parseS3Uri`, and `bucket/key` means the same: what `ls` takes. */
export function parseBucketPath(text: string): S3Uri {
  const path = isS3Uri(text) ? text.slice(SCHEME.length) : text;
  const slash = path.indexOf('/');
  const bucket = slash < 0 ? path : path.slice(0, slash);
  if (bucket === '') {
    throw usageError(`${text} names no bucket.`, 'An S3 URI looks like s3://bucket/key.');
  }
  return { bucket, key: slash < 0 ? '' : path.slice(slash + 1) };
}

/** @throws usage error unless the argument names a bucket and nothing in it. */
export function parseBucketUri(text: string): string {
  const { bucket, key } = parseS3Uri(text);
  if (key !== '') {
    throw usageError(`${text} names more than a bucket.`, `Give the bucket alone: s3://${bucket}`);
  }
  return bucket;
}
