import { pipeline } from 'node:stream/promises';
import { outputError } from '@deltaglider/cli-kit';
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

type StdoutInput = Parameters<DeltaGlider['get']>[0] & { readonly signal: AbortSignal };

/** Writes the object's bytes to standard output. A reader that goes away early is no error. */
export async function getToStdout(store: DeltaGlider, input: StdoutInput): Promise<void> {
  const { signal } = input;
  const object = await store.get(input);
  let broken: NodeJS.ErrnoException | undefined;
  const onError = (error: NodeJS.ErrnoException) => (broken ??= error);
  process.stdout.on('error', onError);
  try {
    await pipeline(object.body, process.stdout, { end: false, signal });
  } catch (error) {
    signal.throwIfAborted();
    if (broken === undefined) throw error;
    if (broken.code !== 'EPIPE') throw outputError(broken);
  } finally {
    process.stdout.off('error', onError);
  }
}
