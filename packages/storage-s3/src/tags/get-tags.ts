import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { AbortOptions, ObjectAddress } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertAddress } from '../requests/assert-address.ts';

export async function getTags(
  { client }: S3Context,
  address: ObjectAddress,
  { signal }: AbortOptions = {},
): Promise<Readonly<Record<string, string>>> {
  assertAddress(address);
  const command = new GetObjectTaggingCommand({ Bucket: address.bucket, Key: address.key });
  const { TagSet = [] } = await translated({ action: 'read the tags of', ...address, signal }, () =>
    client.send(command, { ...(signal && { abortSignal: signal }) }),
  );
  return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]));
}
