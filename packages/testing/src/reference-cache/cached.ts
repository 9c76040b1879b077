import { collect, readStream, type CachedReference } from '@deltaglider/core';
import { sha256Hex } from '../bytes/sha256-hex.ts';

/** Reads a copy to its end and closes it; resolves to the digest of what it gave. */
export async function digestOf(reference: CachedReference): Promise<string> {
  try {
    return sha256Hex(await collect(readStream(reference, { chunkSize: 100_000 })));
  } finally {
    await reference.close();
  }
}
