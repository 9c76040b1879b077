/** A body of the SDK, whichever platform it comes from. */
export interface OpenStream {
  /** `undefined` at the end. @throws the signal's reason as soon as it is aborted. */
  readonly next: (signal: AbortSignal | undefined) => Promise<Uint8Array | undefined>;
  /** Lets go of the connection; idempotent, and never throws. */
  readonly close: () => Promise<void>;
}

/** In Node a `Readable`, elsewhere a `ReadableStream`; nothing where the object is empty. */
export function openStream(body: unknown): OpenStream {
  const chunks = iteratorOf(body);
  return {
    next: async (signal) => {
      const result = await orAbort(chunks.next(), signal);
      return result.done === true ? undefined : result.value;
    },
    close: async () => {
      await release(body);
    },
  };
}

function iteratorOf(body: unknown): AsyncIterator<Uint8Array> {
  if (isIterable(body)) return body[Symbol.asyncIterator]();
  if (body instanceof ReadableStream) return readerOf(body as ReadableStream<Uint8Array>);
  return { next: async () => ({ done: true, value: undefined }) };
}

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** Not every browser can iterate over a stream. */
function readerOf(body: ReadableStream<Uint8Array>): AsyncIterator<Uint8Array> {
  const reader = body.getReader();
  return {
    next: async () => {
      const result = await reader.read();
      return result.done ? { done: true, value: undefined } : { done: false, value: result.value };
    },
  };
}

async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  // Whoever waits is gone after an abort; the promise's own end must not count as unhandled.
  promise.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      // The caller's reason, whatever it is.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** What there is to let go of: a `Readable` is destroyed, a `ReadableStream` cancelled. */
interface Releasable {
  readonly on?: (event: 'error', listener: () => void) => unknown;
  readonly destroy?: () => unknown;
  readonly cancel?: () => Promise<unknown>;
}

/** Also a stream that nobody has begun to read: its iterator would not close it. */
async function release(body: unknown): Promise<void> {
  if (typeof body !== 'object' || body === null) return;
  const stream: Releasable = body;
  try {
    // An error that comes of it has nobody left to hear it.
    stream.on?.('error', () => undefined);
    if (stream.destroy === undefined) await stream.cancel?.();
    else stream.destroy();
  } catch {
    // It had ended by itself.
  }
}
