import {
  CreateBucketCommand,
  DeleteBucketCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
} from '@aws-sdk/client-s3';
import {
  compareUtf8,
  DeltaGliderError,
  isBucketName,
  type AbortOptions,
  type BucketInfo,
  type CreateBucketOptions,
  type ListBucketsOptions,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { toFailure } from '../errors/failure.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertBucket } from '../requests/assert-address.ts';

export async function createBucket(
  context: S3Context,
  bucket: string,
  { signal, tags }: CreateBucketOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  assertNewName(bucket);
  // To make one's own bucket again is a success in some regions, and would reset its ACL.
  if (await bucketExists(context, bucket, { signal })) {
    throw new DeltaGliderError('BUCKET_EXISTS', `The bucket ${bucket} exists already.`, {
      details: { bucket },
    });
  }
  await translated({ action: 'create', bucket, signal }, () =>
    context.client.send(new CreateBucketCommand({ Bucket: bucket }), {
      ...(signal && { abortSignal: signal }),
    }),
  );
  if (tags !== undefined) await tagNewBucket(context, bucket, { signal, tags });
}

/** A request of its own: not every store takes tags with the bucket. One that does not take them gets no bucket. */
async function tagNewBucket(
  context: S3Context,
  bucket: string,
  { signal, tags = {} }: CreateBucketOptions,
): Promise<void> {
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const command = new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet } });
  try {
    await translated({ action: 'tag', bucket, signal }, () =>
      context.client.send(command, { ...(signal && { abortSignal: signal }) }),
    );
  } catch (error) {
    await deleteBucket(context, bucket).catch(() => undefined);
    throw error;
  }
}

export async function deleteBucket(
  { client }: S3Context,
  bucket: string,
  { signal }: AbortOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  assertBucket(bucket);
  await translated({ action: 'delete', bucket, signal }, () =>
    client.send(new DeleteBucketCommand({ Bucket: bucket }), {
      ...(signal && { abortSignal: signal }),
    }),
  );
}

/** True also for a bucket of somebody else's, or of another region. */
export async function bucketExists(
  { client }: S3Context,
  bucket: string,
  { signal }: AbortOptions = {},
): Promise<boolean> {
  signal?.throwIfAborted();
  if (!isBucketName(bucket)) return false;
  return await translated({ action: 'find', bucket, signal }, async () => {
    try {
      const command = new HeadBucketCommand({ Bucket: bucket });
      await client.send(command, { ...(signal && { abortSignal: signal }) });
      return true;
    } catch (error) {
      const status = toFailure(error)?.status;
      if (status === 404) return false;
      if (status === 403 || status === 301) return true;
      throw error;
    }
  });
}

export async function listBuckets(
  { client }: S3Context,
  { signal, region }: ListBucketsOptions = {},
): Promise<readonly BucketInfo[]> {
  const buckets: BucketInfo[] = [];
  let token: string | undefined;
  do {
    const command = new ListBucketsCommand({
      ContinuationToken: token,
      ...(region !== undefined && { BucketRegion: region }),
    });
    const page = await translated({ action: 'list', signal }, () =>
      client.send(command, { ...(signal && { abortSignal: signal }) }),
    );
    for (const { Name, CreationDate = new Date(0) } of page.Buckets ?? []) {
      if (Name !== undefined) buckets.push({ name: Name, createdAt: CreationDate });
    }
    token = page.ContinuationToken;
  } while (token !== undefined && token !== '');
  return buckets.sort((a, b) => compareUtf8(a.name, b.name));
}

function assertNewName(bucket: string): void {
  if (isBucketName(bucket)) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', `"${bucket}" is not a bucket name.`, {
    details: { bucket, hint: 'Use 3 to 63 lower-case letters, digits, dots and hyphens.' },
  });
}
