import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
  type UploadPartCommandOutput,
} from '@aws-sdk/client-s3';
import { allowManyListeners } from '#platform';
import { toFailure } from '../errors/failure.ts';
import { headObject } from '../objects/head-object.ts';
import { toPlacement } from '../objects/to-stored-object.ts';
import { customerKeyFields } from '../requests/customer-key-fields.ts';
import { quoted, unquoted } from '../requests/etag.ts';
import { putFields } from '../requests/put-fields.ts';
import { ensureTags } from '../tags/ensure-tags.ts';
import { watchAnswer } from '../requests/watch-answer.ts';
import { isConflict, ownSuccess } from './conflict.ts';
import { PartBuffers } from './part-buffers.ts';
import { partSizeOf } from './part-size-of.ts';
import { readPart } from './read-part.ts';
import { runParts } from './run-parts.ts';
import { conditionFields, type Upload, type UploadAnswer } from './upload.ts';

/** Where the parts of an object go until they are put together. */
interface PartTarget {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/** Sends the parts of one object; one that could not be sent ends all. */
type SendParts = (target: PartTarget, signal: AbortSignal) => Promise<readonly CompletedPart[]>;

/** A multipart upload from the source, held in memory a few parts at a time. */
export async function putInParts(upload: Upload): Promise<UploadAnswer> {
  return await multipartUpload(upload, (target, signal) => uploadParts(upload, target, signal));
}

/** Begins a multipart upload, sends its parts and completes it; one that fails leaves nothing in the store. */
export async function multipartUpload(upload: Upload, send: SendParts): Promise<UploadAnswer> {
  const { context, address, options } = upload;
  const { signal, tags = {} } = options;
  const place = { Bucket: address.bucket, Key: address.key };
  const create = new CreateMultipartUploadCommand({ ...place, ...putFields(options) });
  const { UploadId } = await context.client.send(create, {
    ...(signal && { abortSignal: signal }),
  });
  const target = { ...place, UploadId };
  let answer: UploadAnswer;
  try {
    const parts = await withOwnAbort(signal, (own) => send(target, own));
    answer = await complete(upload, target, parts);
  } catch (error) {
    // Not with the caller's signal: it may be what ended the upload.
    await context.client.send(new AbortMultipartUploadCommand(target)).catch(() => undefined);
    throw error;
  }
  if (Object.keys(tags).length > 0) await ensureTags(context, address, { tags, signal });
  return answer;
}

/** Parts that were still under way are stopped and awaited: one that came after the abort would stay. */
async function withOwnAbort<T>(
  signal: AbortSignal | undefined,
  run: (own: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const own = signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
  allowManyListeners(own);
  try {
    return await run(own);
  } finally {
    controller.abort();
  }
}

async function uploadParts(
  upload: Upload,
  target: PartTarget,
  signal: AbortSignal,
): Promise<readonly CompletedPart[]> {
  const { context, source, options } = upload;
  const partSize = partSizeOf(source.size, context.partSize);
  const buffers = new PartBuffers(Math.min(partSize, source.size));
  return await runParts(
    {
      size: source.size,
      partSize,
      concurrency: context.partConcurrency,
      slots: context.partSlots,
    },
    async ({ number, start, end }) => {
      const own = { ...upload, options: { ...options, signal } };
      const buffer = buffers.take();
      const into = buffer.subarray(0, end - start);
      const command = new UploadPartCommand({
        ...target,
        PartNumber: number,
        Body: await readPart(own, { start, into }),
        ContentLength: end - start,
        ...customerKeyFields(options.customerKey),
      });
      const answer = await context.client.send(command, { abortSignal: signal });
      buffers.giveBack(buffer);
      return { PartNumber: number, ETag: answer.ETag, ...checksumsOf(answer) };
    },
  );
}

/** What the SDK has computed of a part belongs into the list of parts. */
function checksumsOf(answer: UploadPartCommandOutput): Partial<CompletedPart> {
  return Object.fromEntries(
    Object.entries(answer).filter(([name, value]) => isChecksum(name) && value !== undefined),
  );
}

function isChecksum(name: string): boolean {
  return name.startsWith('Checksum') && name !== 'ChecksumType';
}

async function complete(
  upload: Upload,
  target: PartTarget,
  parts: readonly CompletedPart[],
): Promise<UploadAnswer> {
  const { context, address, options } = upload;
  const { signal, customerKey } = options;
  const command = new CompleteMultipartUploadCommand({
    ...target,
    MultipartUpload: { Parts: [...parts] },
    ...conditionFields(options, quoted),
    ...customerKeyFields(customerKey),
  });
  const answer = watchAnswer(command);
  try {
    const output = await context.client.send(command, {
      ...(signal && { abortSignal: signal }),
    });
    const etag = unquoted(output.ETag ?? '');
    const time = answer.time() ?? new Date();
    if (etag !== '') return { etag, time, placement: toPlacement(output) };
    // Some stores leave it out of this answer.
    const stored = await headObject(context, address, { signal, customerKey });
    return {
      etag: stored?.etag ?? '',
      time: stored?.lastModified ?? time,
      placement: stored?.placement,
    };
  } catch (error) {
    const failure = toFailure(error);
    if (failure === undefined) throw error;
    // An upload that is gone after a lost answer was completed by the first attempt.
    const isGone = failure.name === 'NoSuchUpload' && failure.attempts > 1;
    if (isConflict(failure, upload) || isGone) return await ownSuccess(upload, failure);
    throw error;
  }
}
