import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectAddress, StorageDeleteOptions } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { objectReplaced } from '../errors/condition-errors.ts';
import { toFailure } from '../errors/failure.ts';
import { translated } from '../errors/from-s3-error.ts';
import { headObject } from '../objects/head-object.ts';
import { assertAddress } from '../requests/assert-address.ts';
import { quoted } from '../requests/etag.ts';
import { sentOnce } from '../requests/sent-once.ts';

/** Deletes an object; where the store ignores the condition, it is compared just before. */
export async function deleteObject(
  context: S3Context,
  address: ObjectAddress,
  { ifMatch, signal }: StorageDeleteOptions = {},
): Promise<void> {
  assertAddress(address);
  await translated({ action: 'delete', ...address, signal }, async () => {
    if (ifMatch === undefined) {
      await send(context, address, { signal });
      return;
    }
    const support = { bucket: address.bucket, signal };
    if (await context.conditions.supports('delete', support)) {
      await send(context, address, { ifMatch, signal });
      return;
    }
    await compareAndDelete(context, address, { ifMatch, signal });
  });
}

/** How often an answer may be lost. */
const ATTEMPTS = 4;

/**
 * Looks at the version just before each single attempt. A delete that was repeated without a look would hit
 * what somebody else has put there after the first one.
 */
async function compareAndDelete(
  context: S3Context,
  address: ObjectAddress,
  { ifMatch = '', signal }: StorageDeleteOptions,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const found = await headObject(context, address, { signal });
    if (found === undefined) return;
    if (found.etag !== ifMatch) {
      // After an attempt whose answer was lost it is the version that came after the deleted one.
      if (attempt > 1) return;
      throw objectReplaced(address, ifMatch);
    }
    const command = new DeleteObjectCommand({ Bucket: address.bucket, Key: address.key });
    const options = { ...(signal && { abortSignal: signal }) };
    try {
      await sentOnce(command, () => context.client.send(command, options));
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const failure = toFailure(error);
      if (failure?.status === 404 && failure.name !== 'NoSuchBucket') return;
      const isUnknown =
        failure !== undefined && (failure.status === undefined || failure.status >= 429);
      if (!isUnknown || attempt === ATTEMPTS) throw error;
    }
  }
}

async function send(
  { client }: S3Context,
  { bucket, key }: ObjectAddress,
  { ifMatch, signal }: StorageDeleteOptions,
): Promise<void> {
  const condition = ifMatch === undefined ? {} : { IfMatch: quoted(ifMatch) };
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, ...condition });
  try {
    await client.send(command, { ...(signal && { abortSignal: signal }) });
  } catch (error) {
    const failure = toFailure(error);
    // What is gone is a success, also where the condition asks for a certain version.
    if (failure?.status === 404 && failure.name !== 'NoSuchBucket') return;
    throw error;
  }
}
