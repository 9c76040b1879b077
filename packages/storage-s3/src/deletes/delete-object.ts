import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import {
  DeltaGliderError,
  formatAddress,
  type ObjectAddress,
  type StorageDeleteOptions,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { toFailure } from '../errors/failure.ts';
import { translated } from '../errors/from-s3-error.ts';
import { headObject } from '../objects/head-object.ts';
import { assertAddress } from '../requests/assert-address.ts';
import { quoted } from '../requests/etag.ts';

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
    const found = await headObject(context, address, { signal });
    if (found !== undefined && found.etag !== ifMatch) throw replaced(address, ifMatch);
    await send(context, address, { signal });
  });
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

function replaced(address: ObjectAddress, expected: string): DeltaGliderError {
  return new DeltaGliderError(
    'PRECONDITION_FAILED',
    `${formatAddress(address)} is another object by now.`,
    { details: { ...address, expected } },
  );
}
