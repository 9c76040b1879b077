import { createHash } from 'node:crypto';
import type { ByteSource, ByteStream } from '@deltaglider/core';

/** Bytes that repeat in no short period, the same for the same seed. */
export function bytesOf(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes in pieces that match no chunk size. */
export async function* streamOf(bytes: Uint8Array, piece = 700): ByteStream {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

export function readAll(source: ByteSource): Promise<Uint8Array> {
  return source.read(0, source.size);
}
