import { DeltaGliderError } from '@deltaglider/core';

/** The delta object cannot be what this codec wrote: it is truncated, corrupt or hostile. */
export function damaged(what: string, cause?: unknown): DeltaGliderError {
  return new DeltaGliderError('DELTA_FAILED', `The delta of expanded data is damaged: ${what}.`, {
    cause,
    details: { hint: 'Restore the object from another copy.' },
  });
}
