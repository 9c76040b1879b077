import { bucketOf, type Call, type Operation } from '../call.ts';
import { checkDelete, checkMatch } from '../checks/conditions.ts';
import { refuse, S3Error } from '../s3-error.ts';
import type { Bucket } from '../store/bucket.ts';
import { children, childText, readXml, type XmlElement } from '../wire/xml-reader.ts';
import { xmlDocument, type XmlContent } from '../wire/xml-writer.ts';

export const deleteObject: Operation = (call) => {
  const bucket = bucketOf(call);
  checkDelete(call, bucket.objects.get(call.request.key));
  bucket.objects.delete(call.request.key);
  return { status: 204 };
};

export const deleteObjects: Operation = (call) => {
  const bucket = bucketOf(call);
  const { headers, body } = call.request;
  const isSummed = Object.keys(headers).some((name) => name.startsWith('x-amz-checksum-'));
  if (headers['content-md5'] === undefined && !isSummed) {
    throw refuse.invalidRequest(
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const root = readXml(body.toString());
  const entries = children(root, 'Object');
  if (entries.length === 0 || entries.length > 1000) throw refuse.malformedXml();
  const isQuiet = childText(root, 'Quiet') === 'true';
  const Deleted: XmlContent[] = [];
  const Error: XmlContent[] = [];
  for (const entry of entries) {
    const key = childText(entry, 'Key');
    if (key === undefined || key === '') throw refuse.malformedXml();
    const failure = deleteOne({ call, bucket, entry, key });
    if (failure !== undefined) Error.push({ Key: key, ...failure });
    else if (!isQuiet) Deleted.push({ Key: key });
  }
  return { body: xmlDocument('DeleteResult', { Deleted, Error }) };
};

interface Deletion {
  readonly call: Call;
  readonly bucket: Bucket;
  readonly entry: XmlElement;
  readonly key: string;
}

function deleteOne({ call, bucket, entry, key }: Deletion): Record<string, string> | undefined {
  const match = childText(entry, 'ETag');
  try {
    if (call.store.isDenied('DeleteObject', bucket.name, key)) throw refuse.accessDenied();
    if (match !== undefined && !call.store.ignoresConditions('DeleteObjects')) {
      checkMatch(match, bucket.objects.get(key), key);
    }
  } catch (error) {
    if (error instanceof S3Error) {
      return { Code: error.details.code, Message: error.details.message };
    }
    throw error;
  }
  bucket.objects.delete(key);
  return undefined;
}
