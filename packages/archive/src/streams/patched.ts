import type { ByteStream } from '@deltaglider/core';
import { PATCH_SIZE, type Patch } from '../plan/patch.ts';

/** The stream, which begins at `start`, with other bytes in places: patches in order, none of them over another. */
export async function* patched(
  stream: ByteStream,
  patches: readonly Patch[],
  start = 0,
): AsyncGenerator<Uint8Array, void, undefined> {
  let index = 0;
  let position = start;
  for await (const chunk of stream) {
    const end = position + chunk.length;
    let bytes = chunk;
    for (; index < patches.length; index += 1) {
      const patch = patches[index];
      if (patch === undefined || patch.offset >= end) break;
      // Whoever gave the chunk may have more use for it. Not `slice`: a Node Buffer's gives a view.
      if (bytes === chunk) bytes = new Uint8Array(chunk);
      write(bytes, position, patch);
      // The rest of it is in the next chunk.
      if (patch.offset + PATCH_SIZE > end) break;
    }
    position = end;
    yield bytes;
  }
}

function write(bytes: Uint8Array, position: number, patch: Patch): void {
  for (let at = 0; at < PATCH_SIZE; at += 1) {
    const place = patch.offset + at - position;
    if (place >= 0 && place < bytes.length) bytes[place] = (patch.bytes >>> (8 * at)) & 255;
  }
}
