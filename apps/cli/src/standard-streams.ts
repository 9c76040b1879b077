import { pipeline } from 'node:stream/promises';
import type { DeltaGlider, ObjectLocation, PlanItem } from '@deltaglider/sdk';

/** The plan to put what standard input has to the object. */
export async function* planFromStdin(
  { address }: ObjectLocation,
  signal: AbortSignal,
): AsyncIterable<PlanItem> {
  const { stdin } = process;
  // A terminal or a silent pipe would keep the read, and with it the abort, waiting for ever.
  signal.addEventListener('abort', () => stdin.destroy(new Error('The input was given up.')), {
    once: true,
  });
  const task = { operation: 'upload', path: '-', body: stdin, to: address, size: 0 } as const;
  yield { type: 'task', task };
}

/** Writes the object's bytes to standard output. A reader that goes away early is no error. */
export async function getToStdout(
  store: DeltaGlider,
  { address }: ObjectLocation,
  signal: AbortSignal,
): Promise<void> {
  const object = await store.get({ address, signal });
  try {
    await pipeline(object.body, process.stdout, { end: false, signal });
  } catch (error) {
    signal.throwIfAborted();
    const closed = error instanceof Error && 'code' in error && error.code === 'EPIPE';
    if (!closed) throw error;
  }
}
