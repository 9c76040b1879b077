/** The bytes as a stream whose chunks have these sizes, over and over; a size of 0 is an empty chunk. */
export async function* chunked(
  bytes: Uint8Array,
  sizes: readonly number[] = [65_536],
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!sizes.some((size) => size > 0)) throw new RangeError('At least one chunk must have bytes.');
  for (let offset = 0, turn = 0; offset < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 0;
    yield bytes.subarray(offset, offset + size);
    offset += size;
  }
}
