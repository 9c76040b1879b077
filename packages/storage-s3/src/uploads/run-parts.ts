import type { Slots } from './slots.ts';

/** One part of an object: bytes from `start` up to `end`. */
export interface Part {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

export interface RunPartsOptions {
  readonly size: number;
  readonly partSize: number;
  readonly concurrency: number;
  /** Shared with other objects. @default none */
  readonly slots?: Slots | undefined;
}

/**
 * Runs something for each part, a few at a time, and resolves to the results in the order of the parts. After
 * a failure nothing new is started, what is under way is awaited, and the first error is thrown.
 */
export async function runParts<T>(
  { size, partSize, concurrency, slots }: RunPartsOptions,
  run: (part: Part) => Promise<T>,
): Promise<readonly T[]> {
  const count = Math.max(1, Math.ceil(size / partSize));
  const results = new Array<T>(count);
  let next = 0;
  let failure: { readonly error: unknown } | undefined;
  /** A slot may come late: something may have failed meanwhile. */
  const begin = async (part: Part): Promise<T> => {
    if (failure !== undefined) throw failure.error;
    return await run(part);
  };
  const work = async (): Promise<void> => {
    while (next < count && failure === undefined) {
      const index = next++;
      const start = index * partSize;
      const part = { number: index + 1, start, end: Math.min(start + partSize, size) };
      try {
        results[index] = await (slots ? slots.run(() => begin(part)) : run(part));
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work));
  if (failure !== undefined) throw failure.error;
  return results;
}
