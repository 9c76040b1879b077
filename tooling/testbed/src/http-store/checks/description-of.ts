import { refuse } from '../s3-error.ts';
import type { ObjectDescription } from '../store/stored-object.ts';
import { ownContentEncoding } from '../wire/aws-chunked.ts';
import { encryptionOf } from './encryption.ts';
import { tagsOfHeader } from './tags.ts';

type Headers = Readonly<Record<string, string>>;

/** Headers that come back as they were, beside Content-Encoding. */
const KEPT = [
  ...['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'],
  'x-amz-website-redirect-location',
];

const STORAGE_CLASSES = [
  ...['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'REDUCED_REDUNDANCY'],
  ...['GLACIER', 'GLACIER_IR', 'DEEP_ARCHIVE', 'OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE'],
];

const ACLS = [
  ...['private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read'],
  ...['bucket-owner-read', 'bucket-owner-full-control'],
];

/** What the headers of a write say about the object. @throws S3Error for what S3 does not take. */
export function descriptionOf(headers: Headers): ObjectDescription {
  return {
    headers: contentHeaders(headers),
    metadata: metadataOf(headers),
    storageClass: storageClassOf(headers),
    tags: tagsOfHeader(headers['x-amz-tagging']),
    encryption: encryptionOf(headers),
    acl: aclOf(headers),
  };
}

function contentHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of KEPT) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  const encoding = ownContentEncoding(headers);
  return encoding === undefined ? kept : { ...kept, 'content-encoding': encoding };
}

/** @throws S3Error MetadataTooLarge over 2 kB of names and values together. */
function metadataOf(headers: Headers): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-')) continue;
    const own = name.slice('x-amz-meta-'.length);
    metadata[own] = value;
    // Node gives a header's bytes as one sign each.
    size += own.length + value.length;
  }
  if (size > 2048) {
    throw refuse.badRequest(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      { Size: String(size), MaxSizeAllowed: '2048' },
    );
  }
  return metadata;
}

/** @throws S3Error InvalidStorageClass. */
function storageClassOf(headers: Headers): string {
  const name = headers['x-amz-storage-class'] ?? 'STANDARD';
  if (STORAGE_CLASSES.includes(name)) return name;
  throw refuse.badRequest('InvalidStorageClass', 'The storage class you specified is not valid', {
    StorageClassRequested: name,
  });
}

/** @throws S3Error InvalidArgument. */
export function aclOf(headers: Headers): string {
  const name = headers['x-amz-acl'] ?? 'private';
  if (!ACLS.includes(name)) throw refuse.invalidArgument('x-amz-acl', name, 'Invalid ACL');
  return name;
}

/** @throws S3Error KeyTooLongError over 1024 bytes of UTF-8. */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > 1024) {
    throw refuse.badRequest('KeyTooLongError', 'Your key is too long', {
      Size: String(size),
      MaxSizeAllowed: '1024',
    });
  }
}
