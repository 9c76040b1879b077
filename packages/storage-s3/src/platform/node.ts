import { Readable } from 'node:stream';
import type { ByteStream } from '@deltaglider/core';

/** A stream as the SDK sends one here. */
export function toBody(stream: ByteStream): Readable {
  return Readable.from(stream, { objectMode: false });
}
