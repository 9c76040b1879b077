import type { ByteStream } from './byte-source.ts';

/** A stream that remembers whether it was the stream itself that failed, not the one who reads it. */
export interface WatchedStream {
  readonly stream: ByteStream;
  /** Rethrows the stream's own failure, if there was one. */
  rethrow(): void;
}

/** Tells a failure of the producer from one of the consumer: they need different answers. */
export function watched(stream: ByteStream): WatchedStream {
  let failure: { readonly error: unknown } | undefined;
  const iterator = stream[Symbol.asyncIterator]();
  const pass: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => pass,
    next: async () => {
      try {
        return await iterator.next();
      } catch (error) {
        failure = { error };
        throw error;
      }
    },
    return: async () => {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return {
    stream: pass,
    rethrow: () => {
      if (failure !== undefined) throw failure.error;
    },
  };
}
