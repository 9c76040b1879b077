import { DeltaGliderError } from './delta-glider-error.ts';

const DAMAGE = [
  'INTEGRITY_MISMATCH',
  'DELTA_FAILED',
  'REFERENCE_MISSING',
  'METADATA_INVALID',
  'UNSUPPORTED',
] as const;

/** Whether the error says something of the object itself; a dead network, for one, does not. */
export function isDamage(error: unknown): error is DeltaGliderError {
  return DeltaGliderError.is(error) && DAMAGE.some((code) => code === error.code);
}
