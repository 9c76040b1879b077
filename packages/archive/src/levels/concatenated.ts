import { readStream, type ByteSource, type ByteStream } from '@deltaglider/core';

/** One source after the other. */
export async function* concatenated(
  sources: readonly ByteSource[],
  signal: AbortSignal | undefined,
): ByteStream {
  for (const source of sources) yield* readStream(source, { signal });
}
