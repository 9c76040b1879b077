import { DeltaLimitReached } from '../errors/delta-limit-reached.ts';
import type { ByteStream } from './byte-source.ts';

/** Passes a delta on as long as it stays below the limit, in bytes. @throws DeltaLimitReached when it does not */
export async function* limited(
  delta: ByteStream,
  limit = Infinity,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  for await (const chunk of delta) {
    size += chunk.length;
    if (size >= limit) throw new DeltaLimitReached(limit);
    yield chunk;
  }
}
