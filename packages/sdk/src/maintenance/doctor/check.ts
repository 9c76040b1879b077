import type { Diagnosis } from '@deltaglider/core';
import { failureOf } from '../failure-of.ts';

/** What a check found, before it is named. */
export type Found = Omit<Diagnosis, 'check'>;

/** Runs one check; what it throws is a problem. @throws the signal's reason after an abort */
export async function check(
  name: string,
  signal: AbortSignal | undefined,
  run: () => Promise<Found>,
): Promise<Diagnosis> {
  signal?.throwIfAborted();
  try {
    return { check: name, ...(await run()) };
  } catch (error) {
    signal?.throwIfAborted();
    return { check: name, status: 'problem', ...failureOf(error) };
  }
}
