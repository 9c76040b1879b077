import { objectOf, type Call, type Operation } from '../call.ts';
import { checksumHeaders } from '../checks/checksums.ts';
import { isNotModified } from '../checks/conditions.ts';
import { checkReadable } from '../checks/encryption.ts';
import { refuse, S3Error } from '../s3-error.ts';
import type { StoredObject } from '../store/stored-object.ts';
import type { Answer } from '../wire/answer.ts';

/** Query parameters by which a reader sets headers of the answer. */
const OVERRIDES = [
  ...['cache-control', 'content-disposition', 'content-encoding', 'content-language'],
  ...['content-type', 'expires'],
];

export const getObject: Operation = (call) => {
  const object = objectOf(call);
  const { headers } = call.request;
  checkReadable(object.encryption, headers);
  if (isNotModified(headers, object)) return notModified(object);
  const slice = sliceOf(call, object);
  if (slice === undefined) {
    return { headers: { ...describe(call, object), ...sums(call, object) }, body: object.body };
  }
  const { start, end, extra } = slice;
  return {
    status: 206,
    headers: {
      ...describe(call, object),
      'content-range': `bytes ${start}-${end - 1}/${object.body.length}`,
      ...extra,
    },
    body: object.body.subarray(start, end),
  };
};

function notModified({ etag, lastModified }: StoredObject): Answer {
  return { status: 304, headers: { etag, 'last-modified': lastModified.toUTCString() } };
}

function describe({ request }: Call, object: StoredObject): Record<string, string | undefined> {
  const overrides: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = request.query.get(`response-${name}`);
    if (value !== null) overrides[name] = value;
  }
  const metadata = Object.entries(object.metadata).map(([name, value]) => [
    `x-amz-meta-${name}`,
    value,
  ]);
  return {
    ...object.headers,
    ...overrides,
    ...(Object.fromEntries(metadata) as Record<string, string>),
    ...object.encryption.headers,
    'accept-ranges': 'bytes',
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'x-amz-storage-class': object.storageClass === 'STANDARD' ? undefined : object.storageClass,
    'x-amz-tagging-count': object.tags.length === 0 ? undefined : String(object.tags.length),
  };
}

function sums({ request }: Call, object: StoredObject): Record<string, string> {
  const isAsked = request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
  return isAsked ? checksumHeaders(object.checksum) : {};
}

interface Slice {
  readonly start: number;
  readonly end: number;
  readonly extra?: Readonly<Record<string, string>>;
}

function sliceOf({ request }: Call, object: StoredObject): Slice | undefined {
  const partNumber = request.query.get('partNumber');
  if (partNumber !== null) return partSlice(Number(partNumber), object);
  const { range } = request.headers;
  return range === undefined ? undefined : rangeSlice(range, object.body.length);
}

/** A part of an object that came in parts; any other object is its own only part. */
function partSlice(number: number, { parts, body }: StoredObject): Slice {
  const sizes = parts ?? [body.length];
  const size = sizes[number - 1];
  if (size === undefined) {
    throw new S3Error({
      status: 416,
      code: 'InvalidPartNumber',
      message: 'The requested partnumber is not satisfiable',
      extra: { PartNumberRequested: String(number), ActualPartCount: String(sizes.length) },
    });
  }
  const start = sizes.slice(0, number - 1).reduce((sum, one) => sum + one, 0);
  const count = { 'x-amz-mp-parts-count': String(sizes.length) };
  return { start, end: start + size, ...(parts === undefined ? {} : { extra: count }) };
}

/**
 * One range of bytes. Undefined, for the whole object, for anything that is not written like one.
 *
 * @throws S3Error InvalidRange when nothing of it is there.
 */
function rangeSlice(range: string, size: number): Slice | undefined {
  const match = /^bytes=([0-9]*)-([0-9]*)$/.exec(range.trim());
  const [, first, last] = match ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const slice =
    first === ''
      ? { start: Math.max(0, size - Number(last)), end: size }
      : { start: Number(first), end: last === '' ? size : Math.min(size, Number(last) + 1) };
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  if (slice.start >= slice.end) {
    throw new S3Error({
      status: 416,
      code: 'InvalidRange',
      message: 'The requested range is not satisfiable',
      extra: { RangeRequested: range, ActualObjectSize: String(size) },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return slice;
}

/** @throws S3Error InvalidArgument for a range of a copied part that is not wholly there. */
export function exactSlice(range: string, size: number): Slice {
  const match = /^bytes=([0-9]+)-([0-9]+)$/.exec(range);
  const start = Number(match?.[1]);
  const end = Number(match?.[2]) + 1;
  if (match === null || end <= start) {
    throw refuse.invalidArgument(
      'x-amz-copy-source-range',
      range,
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  }
  if (end > size) {
    throw refuse.invalidArgument(
      'x-amz-copy-source-range',
      range,
      `Range specified is not valid for source object of size: ${size}`,
    );
  }
  return { start, end };
}
