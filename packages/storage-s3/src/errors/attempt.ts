/** What was being done, and to what. */
export interface Attempt {
  /** An infinitive: `write`, `list`. */
  readonly action: string;
  readonly bucket?: string | undefined;
  /** Left out when it is the bucket itself. */
  readonly key?: string | undefined;
}

/** `s3://bucket/key`, `the bucket name`, `the buckets`, for messages. */
export function formatAttempt({ bucket, key }: Attempt): string {
  if (bucket === undefined) return 'the buckets';
  return key === undefined ? `the bucket ${bucket}` : `s3://${bucket}/${key}`;
}
