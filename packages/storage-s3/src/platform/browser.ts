import type { ByteStream } from '@deltaglider/core';

/** A stream as the SDK sends one here. */
export function toBody(stream: ByteStream): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => {
      await chunks.return?.();
    },
  });
}

/** Browsers do not count. */
export function allowManyListeners(_signal: AbortSignal): void {
  return;
}
