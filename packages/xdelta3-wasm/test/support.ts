import type { ByteSource, ByteStream } from '@deltaglider/core';

/** A reference in memory that counts what is read of it. */
export class CountingSource implements ByteSource {
  bytesRead = 0;
  reads = 0;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const part = this.bytes.subarray(offset, offset + length);
    this.bytesRead += part.length;
    this.reads += 1;
    return part;
  }
}

export function sourceOf(bytes: Uint8Array): CountingSource {
  return new CountingSource(bytes);
}

/** A stream of the bytes in chunks of one size. */
export async function* streamOf(bytes: Uint8Array, chunkSize = 65_536): ByteStream {
  for (let offset = 0; offset < bytes.length; offset += chunkSize) {
    yield bytes.subarray(offset, offset + chunkSize);
  }
}

export async function collect(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return concat(...chunks);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Bytes that look random and are the same in every run. */
export function noise(length: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed >>> 0 || 1;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** Text-like bytes: words from a small vocabulary. */
export function prose(length: number, seed = 1): Uint8Array {
  const words = noise(length, seed);
  const vocabulary = Array.from({ length: 64 }, (_, index) => `word${index * 7919} `);
  let text = '';
  for (let index = 0; text.length < length; index += 1)
    text += vocabulary[(words[index] ?? 0) % 64] ?? '';
  return new TextEncoder().encode(text.slice(0, length));
}

/** The bytes with every `step`-th changed. */
export function edited(bytes: Uint8Array, step = 5000): Uint8Array {
  const copy = bytes.slice();
  for (let index = step; index < copy.length; index += step)
    copy[index] = (copy[index] ?? 0) ^ 0x55;
  return copy;
}
