import type { ByteStream } from '@deltaglider/core';

/** The same bytes in blocks of `size`; the last one may be shorter, none is empty. */
export async function* blocksOf(
  stream: ByteStream,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (; rest.length - start >= size; start += size) yield rest.subarray(start, start + size);
    rest = rest.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
