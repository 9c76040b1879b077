import { verifiedBytes, type ByteStream, type CreateHash } from '@deltaglider/core';
import type { Digest } from './object/object-header.ts';
import { damaged } from './plan/damaged.ts';

/**
 * Passes a restored target on, but holds the last chunk back until all of it has the digest that the delta names.
 * @throws DELTA_FAILED instead of the last chunk
 */
export function verifiedTarget(
  stream: ByteStream,
  { size, sha256: digest }: Digest,
  sha256: CreateHash,
): AsyncGenerator<Uint8Array, void, undefined> {
  return verifiedBytes(
    stream,
    {
      size,
      sha256: digest,
      mismatch: (difference) => {
        if (!('size' in difference)) {
          return damaged('what it restores has another SHA-256 than the target');
        }
        return difference.size === 'more'
          ? damaged(`it restores more than ${size} bytes`)
          : damaged(`it restores ${difference.size} bytes instead of ${size}`);
      },
    },
    sha256,
  );
}
