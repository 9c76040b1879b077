import type {
  ByteSource,
  ObjectAddress,
  ObjectPlacement,
  StoragePutOptions,
  StoredObject,
} from '@deltaglider/core';
import { MAX_SINGLE_BYTES, type S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { headObject } from '../objects/head-object.ts';
import { assertAddress } from '../requests/assert-address.ts';
import { hasSameEntries } from '../requests/has-same-entries.ts';
import { lostCondition } from './conflict.ts';
import { putInParts } from './put-in-parts.ts';
import { putWhole } from './put-whole.ts';
import { whileBusy } from './while-busy.ts';
import { buffered, streamed } from './whole-body.ts';
import { isConditional, type Upload, type UploadAnswer } from './upload.ts';

/** As many parts of an object are held in memory as one, rather than read as they are sent. */
const BUFFERED_PARTS = 4;

/** Stores an object: in one request where it is small, else in parts; under its conditions, whatever the store. */
export async function putObject(
  context: S3Context,
  address: ObjectAddress,
  put: { readonly source: ByteSource; readonly options: StoragePutOptions },
): Promise<StoredObject> {
  const { source, options } = put;
  options.signal?.throwIfAborted();
  assertAddress(address);
  const upload = { context, address, source, options };
  return await translated({ action: 'write', ...address, signal: options.signal }, async () =>
    describe(upload, await whileBusy(upload, () => send(upload))),
  );
}

async function send(upload: Upload): Promise<UploadAnswer> {
  const { context, address, source, options } = upload;
  if (!isConditional(options)) return await sendPlainly(upload);
  const support = { bucket: address.bucket, signal: options.signal };
  const kind = options.ifAbsent === true ? 'create' : 'replace';
  if (!(await context.conditions.supports(kind, support))) return await sendAndCompare(upload);
  if (source.size < context.multipartThreshold) return await putWhole(upload, buffered(upload));
  if (await context.conditions.supports('complete', support)) return await putInParts(upload);
  // Parts would ignore the condition, so the object goes in one request, as large as that may be.
  if (source.size <= BUFFERED_PARTS * context.partSize) {
    return await putWhole(upload, buffered(upload));
  }
  if (source.size > MAX_SINGLE_BYTES) return await sendAndCompare(upload);
  return await putWhole(upload, streamed(upload));
}

async function sendPlainly(upload: Upload): Promise<UploadAnswer> {
  const { context, source } = upload;
  if (source.size >= context.multipartThreshold) return await putInParts(upload);
  return await putWhole(upload, buffered(upload));
}

/**
 * The best that can be done where the store ignores conditions: look, write, and look whether it is still ours.
 * Two writers may both think that they won, if one comes in when the other has just looked again.
 */
async function sendAndCompare(upload: Upload): Promise<UploadAnswer> {
  const { context, address, options } = upload;
  const { ifAbsent, ifMatch, signal } = options;
  const before = await headObject(context, address, { signal });
  const holds = ifAbsent === true ? before === undefined : before?.etag === ifMatch;
  if (!holds) throw lostCondition(upload);
  const plain = { ...options, ifAbsent: undefined, ifMatch: undefined };
  const answer = await sendPlainly({ ...upload, options: plain });
  const after = await headObject(context, address, { signal });
  // Equal bytes have equal ETags, so the metadata has to tell two writers apart.
  if (after?.etag === answer.etag && hasSameEntries(after.metadata, options.metadata ?? {}))
    return answer;
  throw lostCondition(upload);
}

function describe({ address, source, options }: Upload, answer: UploadAnswer): StoredObject {
  return {
    key: address.key,
    size: source.size,
    etag: answer.etag,
    lastModified: answer.time,
    metadata: { ...options.metadata },
    properties: { ...options.properties },
    placement: placementOf(options, answer),
  };
}

/** The answer does not tell the class; of the encryption it knows more than who asked for it. */
function placementOf(
  { placement }: StoragePutOptions,
  answer: UploadAnswer,
): ObjectPlacement | undefined {
  const storageClass = answer.placement?.storageClass ?? placement?.storageClass;
  const encryption = answer.placement?.encryption ?? placement?.encryption;
  if (storageClass === undefined && encryption === undefined) return undefined;
  return { storageClass, encryption };
}
