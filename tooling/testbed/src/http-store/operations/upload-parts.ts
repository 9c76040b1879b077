import { bucketOf, type Call, type Operation } from '../call.ts';
import { checkedSum, checksumHeaders, type Checksum } from '../checks/checksums.ts';
import { checkSource } from '../checks/conditions.ts';
import { checkKey, descriptionOf } from '../checks/description-of.ts';
import { checkReadable } from '../checks/encryption.ts';
import { refuse } from '../s3-error.ts';
import type { StoredPart, Upload } from '../store/stored-object.ts';
import { xmlDocument } from '../wire/xml-writer.ts';
import { sourceOf } from './copy-object.ts';
import { exactSlice } from './get-object.ts';
import { etagOf, now } from './put-object.ts';

export const createMultipartUpload: Operation = (call) => {
  const { request, store } = call;
  const bucket = bucketOf(call);
  const { key } = request;
  checkKey(key);
  const description = descriptionOf(request.headers);
  const id = store.nextId();
  bucket.uploads.set(id, { id, key, description, started: store.now(), parts: new Map() });
  return {
    headers: description.encryption.headers,
    body: xmlDocument('InitiateMultipartUploadResult', {
      Bucket: bucket.name,
      Key: key,
      UploadId: id,
    }),
  };
};

export const uploadPart: Operation = (call) => {
  const { headers, body } = call.request;
  const upload = uploadOf(call);
  checkReadable(upload.description.encryption, headers);
  const checksum = checkedSum(headers, body);
  const { etag } = keepPart(call, upload, { body, checksum });
  return {
    headers: { etag, ...upload.description.encryption.headers, ...checksumHeaders(checksum) },
  };
};

export const uploadPartCopy: Operation = (call) => {
  const { headers } = call.request;
  const upload = uploadOf(call);
  const { object } = sourceOf(call);
  checkSource(headers, object);
  const range = headers['x-amz-copy-source-range'];
  const { start, end } =
    range === undefined
      ? { start: 0, end: object.body.length }
      : exactSlice(range, object.body.length);
  const part = keepPart(call, upload, { body: object.body.subarray(start, end) });
  return {
    headers: upload.description.encryption.headers,
    body: xmlDocument('CopyPartResult', {
      LastModified: part.lastModified.toISOString(),
      ETag: part.etag,
    }),
  };
};

export const abortMultipartUpload: Operation = (call) => {
  const { id } = uploadOf(call);
  bucketOf(call).uploads.delete(id);
  return { status: 204 };
};

/** @throws S3Error NoSuchBucket or NoSuchUpload. */
export function uploadOf(call: Call): Upload {
  const id = call.request.query.get('uploadId') ?? '';
  const upload = bucketOf(call).uploads.get(id);
  if (upload?.key !== call.request.key) throw refuse.noSuchUpload(id);
  return upload;
}

interface PartContent {
  readonly body: Buffer;
  readonly checksum?: Checksum | undefined;
}

function keepPart(call: Call, upload: Upload, { body, checksum }: PartContent): StoredPart {
  const number = partNumberOf(call.request.query);
  const etag = etagOf(body, upload.description.encryption);
  const part = { number, body, etag, lastModified: now(call), checksum };
  upload.parts.set(number, part);
  return part;
}

function partNumberOf(query: URLSearchParams): number {
  const text = query.get('partNumber') ?? '';
  const number = Number(text);
  if (/^[0-9]+$/.test(text) && number >= 1 && number <= 10_000) return number;
  throw refuse.invalidArgument(
    'partNumber',
    text,
    'Part number must be an integer between 1 and 10000, inclusive',
  );
}
