import { onAbort } from './on-abort.ts';

/** The promise, or a rejection with the signal's reason, whichever comes first. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await promise;
  let forget: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    forget = onAbort(signal, () => {
      // The caller's reason, whatever it is: an abort is not an error of ours.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    });
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    forget();
  }
}
