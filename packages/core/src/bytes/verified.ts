import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { CreateHash } from '../ports/hash.ts';
import type { ByteStream } from './byte-source.ts';
import { toHex } from './hex.ts';

/** What bytes must be, and what to throw where they are not. */
export interface ExpectedBytes {
  readonly size: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** Of more bytes than expected nobody counts how many there are. */
  readonly mismatch: (difference: Difference) => Error;
}

/** In what they differ. */
type Difference = { readonly size: number | 'more' } | { readonly sha256: string };

/**
 * Passes the bytes on, but holds the last chunk back until the digest of all has matched, so that no consumer
 * ever has a complete corrupt object.
 * @throws what `mismatch` makes, instead of the last chunk
 */
export async function* verifiedBytes(
  stream: ByteStream,
  expected: ExpectedBytes,
  sha256: CreateHash,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = sha256();
  let size = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of stream) {
    if (chunk.length === 0) continue;
    if (held !== undefined) yield held;
    size += chunk.length;
    if (size > expected.size) throw expected.mismatch({ size: 'more' });
    hash.update(chunk);
    held = chunk;
  }
  if (size !== expected.size) throw expected.mismatch({ size });
  const actual = toHex(hash.digest());
  if (actual !== expected.sha256) throw expected.mismatch({ sha256: actual });
  if (held !== undefined) yield held;
}

export interface ExpectedContent extends Omit<ExpectedBytes, 'mismatch'> {
  readonly address: ObjectAddress;
}

/** The bytes of an object, as `verifiedBytes`. @throws INTEGRITY_MISMATCH instead of the last chunk */
export function verified(
  stream: ByteStream,
  expected: ExpectedContent,
  sha256: CreateHash,
): AsyncGenerator<Uint8Array, void, undefined> {
  const mismatch = (difference: Difference): Error => mismatchOf(expected, difference);
  return verifiedBytes(stream, { ...expected, mismatch }, sha256);
}

function mismatchOf(expected: ExpectedContent, difference: Difference): DeltaGliderError {
  const name = formatAddress(expected.address);
  const [what, actual, wanted] =
    'size' in difference
      ? ['bytes', sizeOf(difference.size, expected), String(expected.size)]
      : ['as its SHA-256', difference.sha256, expected.sha256];
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

function sizeOf(size: number | 'more', expected: ExpectedContent): string {
  return size === 'more' ? `more than ${expected.size}` : String(size);
}
