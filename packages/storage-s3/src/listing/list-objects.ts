import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { compareUtf8, type ListEntry, type StorageListOptions } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { translated } from '../errors/from-s3-error.ts';
import { assertBucket } from '../requests/assert-address.ts';
import { unquoted } from '../requests/etag.ts';

/** A listing, page by page; the next page is asked for when the last one has been read. */
export async function* listObjects(
  { client }: S3Context,
  bucket: string,
  options: StorageListOptions = {},
): AsyncGenerator<ListEntry, void, undefined> {
  const { prefix, delimiter, startAfter, signal } = options;
  signal?.throwIfAborted();
  assertBucket(bucket);
  let token: string | undefined;
  let lastPrefix: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      Delimiter: delimiter === '' ? undefined : delimiter,
      StartAfter: startAfter === '' ? undefined : startAfter,
      ContinuationToken: token,
      // Else a key with a control character would not be XML.
      EncodingType: 'url',
    });
    const page = await translated({ action: 'list', bucket, signal }, () =>
      client.send(command, { ...(signal && { abortSignal: signal }) }),
    );
    for (const entry of entriesOf(page)) {
      signal?.throwIfAborted();
      if (startAfter !== undefined && compareUtf8(entry.key, startAfter) <= 0) continue;
      // A page may end inside a common prefix, and the next one name it again.
      if (entry.type === 'prefix') {
        if (entry.key === lastPrefix) continue;
        lastPrefix = entry.key;
      }
      yield entry;
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** Objects and common prefixes come apart, each in order. */
function entriesOf({
  Contents = [],
  CommonPrefixes = [],
}: ListObjectsV2CommandOutput): readonly ListEntry[] {
  const objects = Contents.map((object): ListEntry => {
    return {
      type: 'object',
      key: decoded(object.Key),
      size: object.Size ?? 0,
      etag: unquoted(object.ETag ?? ''),
      lastModified: wholeSeconds(object.LastModified),
      storageClass: object.StorageClass ?? 'STANDARD',
    };
  });
  const prefixes = CommonPrefixes.map(({ Prefix }): ListEntry => ({
    type: 'prefix',
    key: decoded(Prefix),
  }));
  if (prefixes.length === 0) return objects;
  return [...objects, ...prefixes].sort((a, b) => compareUtf8(a.key, b.key));
}

function decoded(text = ''): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** As a HEAD tells it: some stores are more exact here than there. */
function wholeSeconds(date = new Date(0)): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
