import { toHex, type ByteStream, type CreateHash } from '@deltaglider/core';
import type { Digest } from './object/object-header.ts';
import { damaged } from './plan/damaged.ts';

/**
 * Passes a restored target on, but holds the last chunk back until all of it has the digest that the delta names.
 * @throws DELTA_FAILED instead of the last chunk
 */
export async function* verifiedTarget(
  stream: ByteStream,
  expected: Digest,
  sha256: CreateHash,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = sha256();
  let size = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of stream) {
    if (chunk.length === 0) continue;
    if (held !== undefined) yield held;
    size += chunk.length;
    if (size > expected.size) throw damaged(`it restores more than ${expected.size} bytes`);
    hash.update(chunk);
    held = chunk;
  }
  if (size !== expected.size) {
    throw damaged(`it restores ${size} bytes instead of ${expected.size}`);
  }
  if (toHex(hash.digest()) !== expected.sha256) {
    throw damaged('what it restores has another SHA-256 than the target');
  }
  if (held !== undefined) yield held;
}
