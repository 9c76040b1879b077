import { readStream, type ByteSource } from '@deltaglider/core';

/** Whether two sources have the same bytes; reads no further than the first that differs. */
export async function hasSameBytes(
  first: ByteSource,
  second: ByteSource,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (first.size !== second.size) return false;
  let offset = 0;
  for await (const chunk of readStream(first, { signal })) {
    const other = await second.read(offset, chunk.length, { signal });
    if (!isEqual(chunk, other)) return false;
    offset += chunk.length;
  }
  return true;
}

function isEqual(first: Uint8Array, second: Uint8Array): boolean {
  if (first.length !== second.length) return false;
  for (let index = 0; index < first.length; index += 1) {
    if (first[index] !== second[index]) return false;
  }
  return true;
}
