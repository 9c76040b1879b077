import { bucketOf, type Call, type Operation } from '../call.ts';
import { refuse } from '../s3-error.ts';
import type { Bucket } from '../store/bucket.ts';
import { listPage, type ListPage } from '../store/list-page.ts';
import { xmlDocument, type XmlContent } from '../wire/xml-writer.ts';
import { ownerXml } from './buckets.ts';

export const listObjectsV2: Operation = (call) => {
  const { query } = call.request;
  const token = query.get('continuation-token') ?? undefined;
  const startAfter = query.get('start-after') ?? '';
  const listing = list(call, token === undefined ? startAfter : fromToken(token));
  const { page, encode } = listing;
  return {
    body: xmlDocument('ListBucketResult', {
      ...commonElements(listing),
      StartAfter: query.has('start-after') ? encode(startAfter) : undefined,
      ContinuationToken: token,
      NextContinuationToken: page.next === undefined ? undefined : toToken(page.next),
      KeyCount: page.keys.length + page.prefixes.length,
      ...entries(listing, query.get('fetch-owner') === 'true'),
    }),
  };
};

export const listObjects: Operation = (call) => {
  const marker = call.request.query.get('marker') ?? '';
  const listing = list(call, marker);
  const { page, encode, delimiter } = listing;
  const isGrouped = delimiter !== '';
  return {
    body: xmlDocument('ListBucketResult', {
      ...commonElements(listing),
      Marker: encode(marker),
      // Without a delimiter the last key of the page is the marker of the next one.
      NextMarker: isGrouped && page.next !== undefined ? encode(page.next) : undefined,
      ...entries(listing, true),
    }),
  };
};

interface Listing {
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly delimiter: string;
  readonly max: number;
  readonly isEncoded: boolean;
  readonly page: ListPage;
  readonly encode: (text: string) => string;
}

function list(call: Call, after: string): Listing {
  const { query } = call.request;
  const bucket = bucketOf(call);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const max = maxOf(query, 'max-keys');
  const encoding = encodingOf(query);
  const page = listPage({ keys: bucket.sortedKeys(), prefix, delimiter, after, max });
  return { bucket, prefix, delimiter, max, page, ...encoding };
}

function commonElements({ bucket, prefix, delimiter, max, isEncoded, page, encode }: Listing) {
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: max,
    EncodingType: isEncoded ? 'url' : undefined,
    IsTruncated: page.next !== undefined,
  };
}

function entries(
  { bucket, page, encode }: Listing,
  withOwner: boolean,
): Record<string, XmlContent> {
  return {
    Contents: page.keys.map((key) => {
      const object = bucket.objects.get(key);
      return {
        Key: encode(key),
        LastModified: object?.lastModified.toISOString(),
        ETag: object?.etag,
        ChecksumAlgorithm: object?.checksum?.algorithm,
        Size: object?.body.length,
        Owner: withOwner ? ownerXml(bucket.owner) : undefined,
        StorageClass: object?.storageClass,
      };
    }),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** How many entries a page may have: never over a thousand. @throws S3Error InvalidArgument. */
export function maxOf(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  if (text === null || text === '') return 1000;
  if (!/^[0-9]+$/.test(text) || Number(text) > 2 ** 31 - 1) {
    throw refuse.invalidArgument(
      name,
      text,
      'Provided max-keys not an integer or within integer range',
    );
  }
  return Math.min(Number(text), 1000);
}

/** Names as they are, or escaped so that XML can carry every one. @throws S3Error InvalidArgument. */
export function encodingOf(query: URLSearchParams): Pick<Listing, 'encode' | 'isEncoded'> {
  const type = query.get('encoding-type');
  if (type === null) return { isEncoded: false, encode: (text) => text };
  if (type !== 'url') {
    throw refuse.invalidArgument(
      'encoding-type',
      type,
      'Invalid Encoding Method specified in Request',
    );
  }
  return { isEncoded: true, encode: urlEncode };
}

/** As forms are encoded, slashes left alone. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

function toToken(name: string): string {
  return Buffer.from(`after:${name}`).toString('base64');
}

function fromToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (text.startsWith('after:')) return text.slice('after:'.length);
  throw refuse.invalidArgument(
    'continuation-token',
    token,
    'The continuation token provided is incorrect',
  );
}
