import { DeltaGliderError, type AbortOptions, type Diagnosis } from '@deltaglider/core';
import { fromS3Error } from '../errors/from-s3-error.ts';
import type { Found } from './found.ts';

/** Runs one check; what it throws is a problem. @throws the signal's reason after an abort */
export async function check(
  name: string,
  { signal }: AbortOptions,
  run: () => Found | Promise<Found>,
): Promise<Diagnosis> {
  signal?.throwIfAborted();
  try {
    return { check: name, ...(await run()) };
  } catch (error) {
    signal?.throwIfAborted();
    return { check: name, status: 'problem', ...told(fromS3Error(error, { action: 'ask for' })) };
  }
}

function told(error: unknown): Pick<Found, 'message' | 'hint'> {
  if (!DeltaGliderError.is(error)) return { message: String(error) };
  const { hint } = error.details;
  return { message: error.message, ...(typeof hint === 'string' && { hint }) };
}
