import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import type { AbortOptions, DeleteFailure } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { fromS3Error, translated } from '../errors/from-s3-error.ts';
import { assertBucket } from '../requests/assert-address.ts';
import { deleteObject } from './delete-object.ts';

/** What S3 takes in one request. */
const BATCH = 1000;

/** What XML 1.0 cannot carry, nor a parser give back as it was. */
// eslint-disable-next-line no-control-regex -- these are what it is about
const NOT_XML = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

/** Deletes in batches, and one by one the keys that a batch cannot name. */
export async function deleteMany(
  context: S3Context,
  bucket: string,
  { keys, signal }: AbortOptions & { readonly keys: readonly string[] },
): Promise<readonly DeleteFailure[]> {
  signal?.throwIfAborted();
  assertBucket(bucket);
  const unique = [...new Set(keys)];
  const failures: DeleteFailure[] = [];
  const batchable = unique.filter((key) => !NOT_XML.test(key));
  for (let start = 0; start < batchable.length; start += BATCH) {
    const batch = batchable.slice(start, start + BATCH);
    failures.push(...(await deleteBatch(context, bucket, { keys: batch, signal })));
  }
  for (const key of unique.filter((each) => NOT_XML.test(each))) {
    try {
      await deleteObject(context, { bucket, key }, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      failures.push({ key, error });
    }
  }
  return failures;
}

async function deleteBatch(
  { client }: S3Context,
  bucket: string,
  { keys, signal }: AbortOptions & { readonly keys: readonly string[] },
): Promise<readonly DeleteFailure[]> {
  const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete });
  const { Errors = [] } = await translated({ action: 'delete from', bucket, signal }, () =>
    client.send(command, { ...(signal && { abortSignal: signal }) }),
  );
  return Errors.map(({ Key: key = '', Code = 'Unknown', Message = Code }) => {
    // In the shape in which the SDK throws what a request of its own would answer.
    const error = Object.assign(new Error(Message), { name: Code, $metadata: {} });
    return { key, error: fromS3Error(error, { action: 'delete', bucket, key }) };
  });
}
