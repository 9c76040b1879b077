import { type ByteStream, DeltaGliderError } from '@deltaglider/core';

/** Whatever holds or yields bytes; strings are taken as UTF-8. Streams of Node and of the web are async iterables. */
export type ByteStreamInput =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>;

/**
 * One stream from any kind of input, consumed as the stream is.
 * @throws INVALID_ARGUMENT when the input, or a chunk of it, is none of these
 */
export function toByteStream(input: ByteStreamInput): ByteStream {
  if (isWhole(input)) return toChunks([input]);
  if (input instanceof Blob) return toChunks(input.stream());
  if (isIterable(input)) return toChunks(input);
  throw refuse('A body', input);
}

async function* toChunks(chunks: AsyncIterable<unknown> | Iterable<unknown>): ByteStream {
  for await (const chunk of chunks) {
    if (!isWhole(chunk)) throw refuse('A chunk of a body', chunk);
    yield toBytes(chunk);
  }
}

type Whole = string | ArrayBuffer | ArrayBufferView;

function toBytes(whole: Whole): Uint8Array {
  if (whole instanceof Uint8Array) return whole;
  if (typeof whole === 'string') return new TextEncoder().encode(whole);
  if (whole instanceof ArrayBuffer) return new Uint8Array(whole);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
}

function isWhole(value: unknown): value is Whole {
  return typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value);
}

function isIterable(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

function refuse(what: string, value: unknown): DeltaGliderError {
  const kind = value === null ? 'null' : typeof value;
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `${what} must be bytes, text, a Blob or a stream of bytes; this one is of type ${kind}.`,
  );
}
