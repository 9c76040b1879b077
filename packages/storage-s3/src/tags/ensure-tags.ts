import { PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { AbortOptions, ObjectAddress } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { hasSameEntries } from '../requests/has-same-entries.ts';
import { getTags } from './get-tags.ts';

/** Gives an object its tags where the store has dropped them: some do, with what comes in parts or is copied. */
export async function ensureTags(
  context: S3Context,
  address: ObjectAddress,
  { tags, signal }: AbortOptions & { readonly tags: Readonly<Record<string, string>> },
): Promise<void> {
  const found = await getTags(context, address, { signal });
  if (hasSameEntries(found, tags)) return;
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const command = new PutObjectTaggingCommand({
    Bucket: address.bucket,
    Key: address.key,
    Tagging: { TagSet },
  });
  await context.client.send(command, { ...(signal && { abortSignal: signal }) });
}
