import { CopyObjectCommand, UploadPartCopyCommand } from '@aws-sdk/client-s3';
import {
  DeltaGliderError,
  formatAddress,
  isSameAddress,
  type ObjectAddress,
  type StorageCopyOptions,
  type StoredObject,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { toFailure } from '../errors/failure.ts';
import { objectExists, objectReplaced } from '../errors/condition-errors.ts';
import { translated } from '../errors/from-s3-error.ts';
import { headObject } from '../objects/head-object.ts';
import { objectSource } from '../objects/object-source.ts';
import { assertAddress } from '../requests/assert-address.ts';
import { quoted } from '../requests/etag.ts';
import { propertyFields, settingFields } from '../requests/put-fields.ts';
import { ensureTags } from '../tags/ensure-tags.ts';
import { getTags } from '../tags/get-tags.ts';
import { isSameWrite } from '../uploads/conflict.ts';
import { multipartUpload } from '../uploads/put-in-parts.ts';
import { putObject } from '../uploads/put-object.ts';
import { runParts } from '../uploads/run-parts.ts';
import type { Upload } from '../uploads/upload.ts';
import { copySource } from './copy-source.ts';

/** One copy, with everything that it needs. */
interface Copy {
  readonly context: S3Context;
  readonly from: ObjectAddress;
  readonly to: ObjectAddress;
  readonly options: StorageCopyOptions;
  readonly source: StoredObject;
}

/** A source that is replaced between its description and the copy is looked at again this often. */
const ATTEMPTS = 16;

/** Copies inside the store, in parts where the object is large; under its conditions, whatever the store. */
export async function copyObject(
  context: S3Context,
  addresses: { readonly from: ObjectAddress; readonly to: ObjectAddress },
  options: StorageCopyOptions = {},
): Promise<StoredObject> {
  const { from, to } = addresses;
  const { signal, ifMatch } = options;
  signal?.throwIfAborted();
  assertAddress(from);
  assertAddress(to);
  for (let attempt = 1; ; attempt++) {
    const source = await headObject(context, from, { signal });
    if (source === undefined) throw await absent(context, from, signal);
    if (ifMatch !== undefined && source.etag !== ifMatch) throw objectReplaced(from, ifMatch);
    try {
      await copyVersion({ context, from, to, options, source });
      return await describeCopy(context, to, signal);
    } catch (error) {
      const isPinned = ifMatch !== undefined || attempt === ATTEMPTS;
      if (isPinned || !DeltaGliderError.is(error, 'PRECONDITION_FAILED')) throw error;
    }
  }
}

async function copyVersion(copy: Copy): Promise<void> {
  const { context, to, options, source } = copy;
  if (source.size > context.copyPartSize) {
    await copyInParts(copy);
    return;
  }
  if (options.ifAbsent === true) {
    const support = { bucket: to.bucket, signal: options.signal };
    if (!(await context.conditions.supports('copy', support))) {
      await passThrough(copy);
      return;
    }
  }
  await copyWhole(copy);
}

async function copyWhole(copy: Copy): Promise<void> {
  const { context, from, to, options, source } = copy;
  const { metadata, ifAbsent, signal } = options;
  const replaces = metadata !== undefined || isSameAddress(from, to);
  // Some stores drop the tags with the metadata that is replaced.
  const tags = options.tags ?? (replaces ? await tagsOf(copy) : undefined);
  const command = new CopyObjectCommand({
    Bucket: to.bucket,
    Key: to.key,
    CopySource: copySource(from),
    CopySourceIfMatch: quoted(source.etag),
    ...(ifAbsent === true && { IfNoneMatch: '*' }),
    ...(replaces && {
      MetadataDirective: 'REPLACE',
      Metadata: { ...(metadata ?? source.metadata) },
      ...propertyFields(source.properties),
    }),
    ...(options.tags !== undefined && { TaggingDirective: 'REPLACE' }),
    ...settingFields(options),
  });
  await translated({ action: 'copy to', ...to, signal }, async () => {
    try {
      await context.client.send(command, { ...(signal && { abortSignal: signal }) });
    } catch (error) {
      if (ifAbsent !== true) throw error;
      await assertOwn(copy, error);
    }
    if (tags !== undefined) await ensureTags(context, to, { tags, signal });
  });
}

/**
 * Which of the two conditions failed, the answer does not say; nor whether this very copy has made it fail, when an
 * earlier answer was lost.
 */
async function assertOwn({ context, to, options, source }: Copy, error: unknown): Promise<void> {
  const failure = toFailure(error);
  if (failure?.status !== 412) throw error;
  const found = await headObject(context, to, { signal: options.signal });
  if (found === undefined) throw error;
  const { metadata = source.metadata } = options;
  const isOwn = failure.attempts > 1 && isSameWrite(found, { size: source.size, metadata });
  if (!isOwn) throw objectExists(to);
}

/** Create-only, where the store has no condition for the destination of a copy: the bytes go through here. */
async function passThrough({ context, from, to, options, source }: Copy): Promise<void> {
  const { metadata = source.metadata, tags = await tagsOf({ context, from, options, source }) } =
    options;
  await putObject(context, to, {
    source: objectSource(context, from, source),
    options: { ...options, ifMatch: undefined, metadata, tags, properties: source.properties },
  });
}

async function copyInParts(copy: Copy): Promise<void> {
  const { context, from, to, options, source } = copy;
  const { metadata = source.metadata, tags = await tagsOf(copy) } = options;
  const { signal } = options;
  const support = { bucket: to.bucket, signal };
  if (options.ifAbsent === true && !(await context.conditions.supports('complete', support))) {
    // Nothing better is to be had: the last look before, and a look by whoever relies on it.
    if ((await headObject(context, to, { signal })) !== undefined) throw objectExists(to);
  }
  const upload: Upload = {
    context,
    address: to,
    source: objectSource(context, from, source),
    options: { ...options, ifMatch: undefined, metadata, tags, properties: source.properties },
  };
  await translated({ action: 'copy to', ...to, signal }, () =>
    multipartUpload(upload, (target, own) => {
      const parts = { size: source.size, partSize: context.copyPartSize, concurrency: 4 };
      return runParts(parts, async ({ number, start, end }) => {
        const command = new UploadPartCopyCommand({
          ...target,
          PartNumber: number,
          CopySource: copySource(from),
          CopySourceIfMatch: quoted(source.etag),
          CopySourceRange: `bytes=${start}-${end - 1}`,
        });
        const { CopyPartResult } = await context.client.send(command, { abortSignal: own });
        return { PartNumber: number, ETag: CopyPartResult?.ETag };
      });
    }),
  );
}

async function tagsOf({
  context,
  from,
  options,
  source,
}: Omit<Copy, 'to'>): Promise<Readonly<Record<string, string>> | undefined> {
  // Not every store counts them.
  if (source.tagCount === 0) return undefined;
  const tags = await getTags(context, from, options);
  return Object.keys(tags).length === 0 ? undefined : tags;
}

async function describeCopy(
  context: S3Context,
  to: ObjectAddress,
  signal: AbortSignal | undefined,
): Promise<StoredObject> {
  const stored = await headObject(context, to, { signal });
  if (stored !== undefined) return stored;
  throw new DeltaGliderError('OBJECT_NOT_FOUND', `${formatAddress(to)} was deleted at once.`, {
    details: { ...to },
  });
}

async function absent(
  context: S3Context,
  from: ObjectAddress,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  // A HEAD does not say whether it is the bucket that is missing; a request with an answer does.
  const error = await getTags(context, from, { signal }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (DeltaGliderError.is(error, 'BUCKET_NOT_FOUND')) return error;
  return new DeltaGliderError('OBJECT_NOT_FOUND', `${formatAddress(from)} does not exist.`, {
    details: { ...from },
  });
}
