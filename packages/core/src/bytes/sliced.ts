import type { ByteRange, ByteStream } from './byte-source.ts';

/** The part of a stream that is in the range; it stops reading behind it. */
export async function* sliced(
  stream: ByteStream,
  range: ByteRange,
): AsyncGenerator<Uint8Array, void, undefined> {
  let offset = 0;
  for await (const chunk of stream) {
    const start = Math.max(range.start - offset, 0);
    const end = Math.min(range.end - offset, chunk.length);
    offset += chunk.length;
    if (start < end) yield chunk.subarray(start, end);
    if (offset >= range.end) return;
  }
}
