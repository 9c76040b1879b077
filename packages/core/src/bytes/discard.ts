import type { ByteStream } from './byte-source.ts';

/** Lets go of a stream that nobody will read (further): it closes what it holds open. */
export async function discard(stream: ByteStream): Promise<void> {
  // Its end was not of interest, and neither is its failure to end.
  await Promise.resolve(stream[Symbol.asyncIterator]().return?.()).catch(() => undefined);
}
