import { createHash } from 'node:crypto';

import { bucketOf, type Call, type Operation } from '../call.ts';
import { checkWrite, unquote } from '../checks/conditions.ts';
import { refuse } from '../s3-error.ts';
import type { StoredPart, Upload } from '../store/stored-object.ts';
import { children, childText, readXml } from '../wire/xml-reader.ts';
import { xmlDocument } from '../wire/xml-writer.ts';
import { now } from './put-object.ts';
import { uploadOf } from './upload-parts.ts';

export const completeMultipartUpload: Operation = (call) => {
  const upload = uploadOf(call);
  const bucket = bucketOf(call);
  const { key, description } = upload;
  const parts = partsOf(call, upload);
  checkWrite(call, bucket.objects.get(key));
  const etag = etagOfParts(parts);
  bucket.objects.set(key, {
    ...description,
    key,
    body: Buffer.concat(parts.map(({ body }) => body)),
    etag,
    lastModified: now(call),
    parts: parts.map(({ body }) => body.length),
  });
  bucket.uploads.delete(upload.id);
  return {
    headers: description.encryption.headers,
    body: xmlDocument('CompleteMultipartUploadResult', {
      Location: `http://${call.request.headers.host ?? ''}/${bucket.name}/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: etag,
    }),
  };
};

/** The parts that the request lists, each of which must be there as it says. @throws S3Error. */
function partsOf({ request, store }: Call, upload: Upload): StoredPart[] {
  const listed = children(readXml(request.body.toString()), 'Part');
  if (listed.length === 0) throw refuse.malformedXml();
  const parts = listed.map((element) => {
    const number = Number(childText(element, 'PartNumber'));
    const etag = childText(element, 'ETag') ?? '';
    const part = upload.parts.get(number);
    if (part === undefined || unquote(part.etag) !== unquote(etag)) {
      throw refuse.badRequest(
        'InvalidPart',
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        { UploadId: upload.id, PartNumber: String(number), ETag: unquote(etag) },
      );
    }
    return part;
  });
  checkOrder(parts, upload);
  checkSizes(parts, store.minPartSize);
  return parts;
}

function checkOrder(parts: readonly StoredPart[], upload: Upload): void {
  const isAscending = parts.every(({ number }, index) => number > (parts[index - 1]?.number ?? 0));
  if (isAscending) return;
  throw refuse.badRequest(
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
    { UploadId: upload.id },
  );
}

function checkSizes(parts: readonly StoredPart[], least: number): void {
  const small = parts.slice(0, -1).find(({ body }) => body.length < least);
  if (small === undefined) return;
  throw refuse.badRequest(
    'EntityTooSmall',
    'Your proposed upload is smaller than the minimum allowed size',
    {
      ProposedSize: String(small.body.length),
      MinSizeAllowed: String(least),
      PartNumber: String(small.number),
      ETag: unquote(small.etag),
    },
  );
}

/** MD5 of the parts' MD5s, and how many they are. */
function etagOfParts(parts: readonly StoredPart[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(unquote(etag), 'hex'));
  return `"${hash.digest('hex')}-${parts.length}"`;
}
