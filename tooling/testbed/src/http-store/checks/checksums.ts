import { createHash } from 'node:crypto';

import { refuse } from '../s3-error.ts';
import { crc32, crc32c, crc64nvme } from './crc.ts';

const hash = (name: string) => (bytes: Uint8Array) => createHash(name).update(bytes).digest();

/** The checksums of S3 by the last word of their header. */
const ALGORITHMS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  crc32,
  crc32c,
  crc64nvme,
  sha1: hash('sha1'),
  sha256: hash('sha256'),
};

/** A checksum as an object keeps it. */
export interface Checksum {
  /** `CRC32`. */
  readonly algorithm: string;
  /** Base64. */
  readonly value: string;
}

/** Takes the sum that came with a body. @throws S3Error BadDigest when it is another body's. */
export function checkedSum(
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Checksum | undefined {
  for (const [name, sum] of Object.entries(ALGORITHMS)) {
    const value = headers[`x-amz-checksum-${name}`];
    if (value === undefined) continue;
    const algorithm = name.toUpperCase();
    if (sum(body).toString('base64') !== value) {
      throw refuse.badRequest(
        'BadDigest',
        `The ${algorithm} you specified did not match the calculated checksum.`,
      );
    }
    return { algorithm, value };
  }
  return undefined;
}

/** Checks Content-MD5 and the body's SHA-256 in the signature. @throws S3Error. */
export function checkDigests(headers: Readonly<Record<string, string>>, raw: Uint8Array): void {
  const sha256 = headers['x-amz-content-sha256'];
  if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) {
    if (hash('sha256')(raw).toString('hex') !== sha256) {
      throw refuse.badRequest(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
  }
  const md5 = headers['content-md5'];
  if (md5 === undefined) return;
  if (Buffer.from(md5, 'base64').length !== 16) {
    throw refuse.badRequest('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (hash('md5')(raw).toString('base64') !== md5) {
    throw refuse.badRequest(
      'BadDigest',
      'The Content-MD5 you specified did not match what we received.',
    );
  }
}

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return {
    [`x-amz-checksum-${checksum.algorithm.toLowerCase()}`]: checksum.value,
    'x-amz-checksum-type': 'FULL_OBJECT',
  };
}
