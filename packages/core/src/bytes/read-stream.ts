import type { AbortOptions, ByteRange, ByteSource, ByteStream } from './byte-source.ts';

/** Large enough that a call costs nothing against the bytes, small enough to hold many. */
const CHUNK_SIZE = 1 << 20;

export interface ReadStreamOptions extends AbortOptions {
  /** @default all of it */
  readonly range?: ByteRange | undefined;
  /** Bytes of each chunk but the last. @default 1 MiB */
  readonly chunkSize?: number | undefined;
}

/** Reads a source from front to back. */
export async function* readStream(
  source: ByteSource,
  options: ReadStreamOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { range = { start: 0, end: source.size }, chunkSize = CHUNK_SIZE, signal } = options;
  const end = Math.min(range.end, source.size);
  for (let offset = range.start; offset < end;) {
    const chunk = await source.read(offset, Math.min(chunkSize, end - offset), { signal });
    if (chunk.length === 0) return;
    offset += chunk.length;
    yield chunk;
  }
}

/** All bytes of a stream in one buffer; for small ones only. */
export async function collect(stream: ByteStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
