import type { ByteStream } from '@deltaglider/core';

/** A stream whose first bytes have been read. */
export interface PeekedStream {
  /** As many as were asked for, or all there are; maybe more. */
  readonly start: Uint8Array;
  /** The stream from its first byte on. */
  readonly whole: ByteStream;
  /** Lets go of the stream below. */
  readonly close: () => Promise<void>;
}

/** Reads the first bytes of a stream. */
export async function peekStart(stream: ByteStream, length: number): Promise<PeekedStream> {
  const iterator = stream[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    size += next.value.length;
  }
  return {
    start: joined(chunks, size),
    whole: continued(chunks, iterator),
    close: async () => {
      await Promise.resolve(iterator.return?.()).catch(() => undefined);
    },
  };
}

async function* continued(
  chunks: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array>,
): ByteStream {
  yield* chunks;
  for (;;) {
    const next = await iterator.next();
    if (next.done === true) return;
    yield next.value;
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
