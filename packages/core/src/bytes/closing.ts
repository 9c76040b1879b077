import type { ByteStream } from './byte-source.ts';

/**
 * Runs `close` once the stream has ended, failed or been returned. Not a generator: one that was never started
 * would not close anything when it is returned.
 */
export function closing(stream: ByteStream, close: () => Promise<void>): ByteStream {
  const iterator = stream[Symbol.asyncIterator]();
  let closed: Promise<void> | undefined;
  const finish = async (): Promise<IteratorReturnResult<undefined>> => {
    await (closed ??= close());
    return { done: true, value: undefined };
  };
  const closingIterator: AsyncIterableIterator<Uint8Array> = {
    [Symbol.asyncIterator]: () => closingIterator,
    next: async () => {
      if (closed !== undefined) return await finish();
      try {
        const result = await iterator.next();
        return result.done === true ? await finish() : result;
      } catch (error) {
        await finish();
        throw error;
      }
    },
    return: async () => {
      try {
        await iterator.return?.();
      } finally {
        await finish();
      }
      return await finish();
    },
  };
  return closingIterator;
}
