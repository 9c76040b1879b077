import { createHash } from 'node:crypto';

import { refuse, S3Error } from '../s3-error.ts';
import type { Encryption } from '../store/stored-object.ts';

type Headers = Readonly<Record<string, string>>;

const SSE = 'x-amz-server-side-encryption';

/** Encryption that a write asks for: the customer's key, KMS, or what S3 does by itself. @throws S3Error. */
export function encryptionOf(headers: Headers): Encryption {
  const customerKeyMd5 = customerKey(headers, `${SSE}-customer-`);
  if (customerKeyMd5 !== undefined) {
    return {
      headers: {
        [`${SSE}-customer-algorithm`]: 'AES256',
        [`${SSE}-customer-key-md5`]: customerKeyMd5,
      },
      customerKeyMd5,
    };
  }
  const algorithm = headers[SSE] ?? 'AES256';
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm)) {
    throw refuse.invalidArgument(
      SSE,
      algorithm,
      'The encryption method specified is not supported',
    );
  }
  const keyId = headers[`${SSE}-aws-kms-key-id`];
  if (keyId !== undefined && algorithm === 'AES256') {
    throw refuse.invalidArgument(
      SSE,
      algorithm,
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    );
  }
  const isKms = algorithm !== 'AES256';
  const key = isKms ? { [`${SSE}-aws-kms-key-id`]: keyId ?? 'alias/aws/s3' } : {};
  return { headers: { [SSE]: algorithm, ...key } };
}

/**
 * Checks that a reader has the customer's key.
 *
 * @param prefix of the headers, which are other ones for the source of a copy.
 * @throws S3Error 400 without the key, 403 with another one.
 */
export function checkReadable(
  { customerKeyMd5 }: Encryption,
  headers: Headers,
  prefix = `${SSE}-customer-`,
): void {
  const given = customerKey(headers, prefix);
  if (given === customerKeyMd5) return;
  if (given === undefined) {
    throw refuse.invalidRequest(
      'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    );
  }
  if (customerKeyMd5 === undefined) {
    throw refuse.invalidRequest('The encryption parameters are not applicable to this object.');
  }
  throw new S3Error({ status: 403, code: 'AccessDenied', message: 'Access Denied' });
}

/** MD5 of the key in the request, after checking that it is that key's. */
function customerKey(headers: Headers, prefix: string): string | undefined {
  const key = headers[`${prefix}key`];
  const algorithm = headers[`${prefix}algorithm`];
  const announced = headers[`${prefix}key-md5`];
  if (key === undefined && algorithm === undefined && announced === undefined) return undefined;
  const bytes = Buffer.from(key ?? '', 'base64');
  if (algorithm !== 'AES256' || bytes.length !== 32) {
    throw refuse.invalidArgument(
      `${prefix}algorithm`,
      algorithm ?? '',
      'Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret key.',
    );
  }
  const md5 = createHash('md5').update(bytes).digest('base64');
  if (announced !== md5) {
    throw refuse.invalidArgument(
      `${prefix}key-MD5`,
      announced ?? '',
      'The calculated MD5 hash of the key did not match the hash that was provided.',
    );
  }
  return md5;
}
