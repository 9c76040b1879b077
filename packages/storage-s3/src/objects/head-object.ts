import { HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectAddress, StorageReadOptions, StoredObject } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { toFailure } from '../errors/failure.ts';
import { assertAddress } from '../requests/assert-address.ts';
import { customerKeyFields } from '../requests/customer-key-fields.ts';
import { watchAnswer } from '../requests/watch-answer.ts';
import { toStoredObject } from './to-stored-object.ts';

/** `undefined` for 404, of the object or of its bucket: without a body the two look alike. */
export async function headObject(
  { client, conditions, regions }: S3Context,
  address: ObjectAddress,
  { signal, customerKey }: StorageReadOptions = {},
): Promise<StoredObject | undefined> {
  assertAddress(address);
  const { bucket, key } = address;
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    ...customerKeyFields(customerKey),
  });
  const answer = watchAnswer(command);
  return await translated({ action: 'read', ...address, signal }, async () => {
    try {
      const output = await client.send(command, { ...(signal && { abortSignal: signal }) });
      return toStoredObject(key, output, output.ContentLength ?? 0);
    } catch (error) {
      if (toFailure(error)?.status === 404) return undefined;
      throw error;
    } finally {
      conditions.sawHost(answer.host());
      const region = answer.region();
      if (region !== undefined) regions.set(bucket, region);
    }
  });
}
