import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import {
  DeltaGliderError,
  formatAddress,
  type ByteRange,
  type ObjectAddress,
  type StorageGetOptions,
  type StoredObjectBody,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertAddress } from '../requests/assert-address.ts';
import { customerKeyFields } from '../requests/customer-key-fields.ts';
import { quoted, unquoted } from '../requests/etag.ts';
import { ObjectBody } from './object-body.ts';
import { toStoredObject } from './to-stored-object.ts';

/** The object, or a part of it; a connection that breaks on the way is taken up again where it broke. */
export async function getObject(
  context: S3Context,
  address: ObjectAddress,
  options: StorageGetOptions = {},
): Promise<StoredObjectBody> {
  assertAddress(address);
  const { range, ifMatch, signal } = options;
  if (range !== undefined) assertRange(address, range);
  const output = await openBody(context, address, options);
  const size = sizeOf(output);
  const start = range?.start ?? 0;
  const body = new ObjectBody(output.Body, {
    address,
    start,
    end: Math.min(range?.end ?? size, size),
    signal,
    bandwidth: context.bandwidth,
    reopen: async (from, end) => {
      const etag = ifMatch ?? unquoted(output.ETag ?? '');
      const rest = { ...options, ifMatch: etag, range: { start: from, end } };
      return (await openBody(context, address, rest)).Body;
    },
  });
  return { ...toStoredObject(address.key, output, size), body };
}

async function openBody(
  { client }: S3Context,
  address: ObjectAddress,
  { range, ifMatch, signal, customerKey }: StorageGetOptions,
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    Bucket: address.bucket,
    Key: address.key,
    ...(range !== undefined && { Range: `bytes=${range.start}-${range.end - 1}` }),
    ...(ifMatch !== undefined && { IfMatch: quoted(ifMatch) }),
    ...customerKeyFields(customerKey),
  });
  return await translated({ action: 'read', ...address, signal }, () =>
    client.send(command, { ...(signal && { abortSignal: signal }) }),
  );
}

/** Of the whole object, also where the answer has a part of it. */
function sizeOf({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput): number {
  const total = /\/(\d+)$/.exec(ContentRange ?? '')?.[1];
  return total === undefined ? ContentLength : Number(total);
}

function assertRange(address: ObjectAddress, { start, end }: ByteRange): void {
  if (Number.isInteger(start) && start >= 0 && end > start) return;
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `Bytes ${start} to ${end} are not in ${formatAddress(address)}.`,
    { details: { ...address } },
  );
}
