import type { ByteSource } from './byte-source.ts';

/** A source over bytes in memory; they must not change while it is in use. */
export function bufferSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length, options) => {
      options?.signal?.throwIfAborted();
      return bytes.subarray(offset, offset + length);
    },
  };
}
