import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { ByteStream } from '@deltaglider/core';

/** A stream as the SDK sends one here. */
export function toBody(stream: ByteStream): Readable {
  const body = Readable.from(stream, { objectMode: false });
  // A request that has ended does not listen any more; its failure is told by the promise.
  body.on('error', () => undefined);
  return body;
}

/** Every part under way listens to one signal; Node would take more than ten for a leak. */
export function allowManyListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
