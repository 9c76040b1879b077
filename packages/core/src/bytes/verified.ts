import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { CreateHash } from '../ports/hash.ts';
import type { ByteStream } from './byte-source.ts';
import { toHex } from './hex.ts';

export interface ExpectedContent {
  readonly address: ObjectAddress;
  readonly size: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/**
 * Passes the bytes on, but holds the last chunk back until the digest of all has matched, so that no consumer
 * ever has a complete corrupt object.
 * @throws INTEGRITY_MISMATCH instead of the last chunk.
 */
export async function* verified(
  stream: ByteStream,
  expected: ExpectedContent,
  sha256: CreateHash,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = sha256();
  let size = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of stream) {
    if (chunk.length === 0) continue;
    if (held !== undefined) yield held;
    size += chunk.length;
    if (size > expected.size) throw mismatch(expected, { length: `more than ${expected.size}` });
    hash.update(chunk);
    held = chunk;
  }
  if (size !== expected.size) throw mismatch(expected, { length: String(size) });
  const actual = toHex(hash.digest());
  if (actual !== expected.sha256) throw mismatch(expected, { digest: actual });
  if (held !== undefined) yield held;
}

type Difference = { readonly length: string } | { readonly digest: string };

function mismatch(expected: ExpectedContent, difference: Difference): DeltaGliderError {
  const name = formatAddress(expected.address);
  const [what, actual, wanted] =
    'length' in difference
      ? ['bytes', difference.length, String(expected.size)]
      : ['as its SHA-256', difference.digest, expected.sha256];
  return new DeltaGliderError(
    'INTEGRITY_MISMATCH',
    `${name} is damaged: what was read has ${actual} ${what}, recorded was ${wanted}.`,
    {
      details: {
        ...expected.address,
        expected: wanted,
        actual,
        hint: 'Nothing of it was kept. Restore the object from another copy.',
      },
    },
  );
}
