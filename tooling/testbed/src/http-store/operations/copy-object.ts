import { bucketOf, type Call, type Operation } from '../call.ts';
import { checksumHeaders } from '../checks/checksums.ts';
import { checkSource, checkWrite } from '../checks/conditions.ts';
import { checkKey, descriptionOf } from '../checks/description-of.ts';
import { checkReadable } from '../checks/encryption.ts';
import { refuse } from '../s3-error.ts';
import type { ObjectDescription, StoredObject } from '../store/stored-object.ts';
import { xmlDocument } from '../wire/xml-writer.ts';
import { etagOf, now } from './put-object.ts';

export const copyObject: Operation = (call) => {
  const { key, headers } = call.request;
  const bucket = bucketOf(call);
  checkKey(key);
  const source = sourceOf(call);
  checkSource(headers, source.object);
  const description = describeCopy(call, source.object);
  if (source.bucket === bucket.name && source.key === key) checkChanges(call);
  checkWrite(call, bucket.objects.get(key));
  const { body, checksum } = source.object;
  const etag = etagOf(body, description.encryption);
  const lastModified = now(call);
  bucket.objects.set(key, { ...description, key, body, etag, lastModified, checksum });
  return {
    headers: { ...description.encryption.headers, ...checksumHeaders(checksum) },
    body: xmlDocument('CopyObjectResult', { LastModified: lastModified.toISOString(), ETag: etag }),
  };
};

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly object: StoredObject;
}

/** The source that a copy names, readable with the keys that it gives. @throws S3Error. */
export function sourceOf({ request, store }: Call): CopySource {
  const header = request.headers['x-amz-copy-source'] ?? '';
  const [path = '', version] = header.replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  const name = decodeURIComponent(path.slice(0, Math.max(0, slash)));
  // A plus is a blank here, as in forms.
  const key = decodeURIComponent(path.slice(slash + 1).replaceAll('+', ' '));
  if (name === '' || key === '' || (version !== undefined && version !== 'null')) {
    throw refuse.invalidArgument(
      'x-amz-copy-source',
      header,
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const bucket = store.buckets.get(name);
  if (bucket === undefined) throw refuse.noSuchBucket(name);
  const object = bucket.objects.get(key);
  if (object === undefined) throw refuse.noSuchKey(key);
  if (store.isDenied('GetObject', name, key)) throw refuse.accessDenied();
  const prefix = 'x-amz-copy-source-server-side-encryption-customer-';
  checkReadable(object.encryption, request.headers, prefix);
  return { bucket: name, key, object };
}

/** Metadata and tags go along unless the request replaces them; class, ACL and encryption never do. */
function describeCopy({ request }: Call, source: StoredObject): ObjectDescription {
  const { headers } = request;
  const own = descriptionOf(headers);
  const keepsMetadata = directive(headers, 'x-amz-metadata-directive') === 'COPY';
  const keepsTags = directive(headers, 'x-amz-tagging-directive') === 'COPY';
  return {
    ...own,
    ...(keepsMetadata ? { headers: source.headers, metadata: source.metadata } : {}),
    ...(keepsTags ? { tags: source.tags } : {}),
  };
}

function directive(headers: Readonly<Record<string, string>>, name: string): string {
  const value = headers[name] ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw refuse.invalidArgument(name, value, `Unknown ${name.replace('x-amz-', '')}.`);
}

/** @throws S3Error InvalidRequest for a copy onto itself that changes nothing. */
function checkChanges({ request }: Call): void {
  const { headers } = request;
  const changes =
    directive(headers, 'x-amz-metadata-directive') === 'REPLACE' ||
    headers['x-amz-storage-class'] !== undefined ||
    headers['x-amz-website-redirect-location'] !== undefined ||
    Object.keys(headers).some((name) => name.startsWith('x-amz-server-side-encryption'));
  if (changes) return;
  throw refuse.invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
