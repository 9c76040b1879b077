import { createHash } from 'node:crypto';

import { bucketOf, wholeSeconds, type Call, type Operation } from '../call.ts';
import { checkedSum, checksumHeaders } from '../checks/checksums.ts';
import { checkWrite } from '../checks/conditions.ts';
import { checkKey, descriptionOf } from '../checks/description-of.ts';
import type { Encryption } from '../store/stored-object.ts';

export const putObject: Operation = (call) => {
  const { request, store } = call;
  const { key, body, headers } = request;
  const bucket = bucketOf(call);
  checkKey(key);
  const description = descriptionOf(headers);
  const checksum = checkedSum(headers, body);
  checkWrite(call, bucket.objects.get(key));
  const etag = etagOf(body, description.encryption);
  const lastModified = wholeSeconds(store.now());
  bucket.objects.set(key, { ...description, key, body, etag, lastModified, checksum });
  return {
    headers: { etag, ...description.encryption.headers, ...checksumHeaders(checksum) },
  };
};

/** MD5 of the bytes in quotes; with a customer's key or KMS it is something else, of the same look. */
export function etagOf(body: Uint8Array, { headers, customerKeyMd5 }: Encryption): string {
  const salt = customerKeyMd5 ?? headers['x-amz-server-side-encryption-aws-kms-key-id'] ?? '';
  return `"${createHash('md5').update(body).update(salt).digest('hex')}"`;
}

/** An object that a write makes from bytes that are there already. */
export function now({ store }: Call): Date {
  return wholeSeconds(store.now());
}
