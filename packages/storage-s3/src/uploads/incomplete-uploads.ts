import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type {
  AbortOptions,
  IncompleteUpload,
  ListIncompleteUploadsOptions,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { toFailure } from '../errors/failure.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertBucket } from '../requests/assert-address.ts';

export async function* listIncompleteUploads(
  { client }: S3Context,
  bucket: string,
  { prefix, signal }: ListIncompleteUploadsOptions = {},
): AsyncGenerator<IncompleteUpload, void, undefined> {
  signal?.throwIfAborted();
  assertBucket(bucket);
  let marker: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined = {};
  while (marker !== undefined) {
    // Not url-encoded: what is not XML cannot be aborted by its name either, and markers stay as they are.
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...marker,
    });
    const page = await translated({ action: 'list the uploads of', bucket, signal }, () =>
      client.send(command, { ...(signal && { abortSignal: signal }) }),
    );
    for (const { Key, UploadId, Initiated = new Date(0) } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined) continue;
      yield { key: Key, uploadId: UploadId, startedAt: Initiated };
    }
    const { NextKeyMarker, NextUploadIdMarker } = page;
    const hasMore = page.IsTruncated === true && NextKeyMarker !== undefined;
    marker = hasMore
      ? {
          KeyMarker: NextKeyMarker,
          ...(NextUploadIdMarker !== undefined && { UploadIdMarker: NextUploadIdMarker }),
        }
      : undefined;
  }
}

export async function abortIncompleteUpload(
  { client }: S3Context,
  {
    bucket,
    key,
    uploadId,
  }: Pick<IncompleteUpload, 'key' | 'uploadId'> & { readonly bucket: string },
  { signal }: AbortOptions = {},
): Promise<void> {
  assertBucket(bucket);
  const input = { Bucket: bucket, Key: key, UploadId: uploadId };
  await translated({ action: 'abort the upload of', bucket, key, signal }, async () => {
    try {
      const command = new AbortMultipartUploadCommand(input);
      await client.send(command, { ...(signal && { abortSignal: signal }) });
    } catch (error) {
      if (toFailure(error)?.name !== 'NoSuchUpload') throw error;
    }
  });
}
