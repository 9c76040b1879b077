import { isDamage, type ObjectAddress } from '@deltaglider/core';
import { failureOf } from './failure-of.ts';
import type { RepairKind } from './repair-finding.ts';
import type { Repair } from './repair-options.ts';

/** What is being mended, for the finding that is made of a failure. */
export interface Attempt {
  readonly kind: RepairKind;
  readonly addresses: readonly ObjectAddress[];
}

/**
 * Mends one thing. A failure becomes a finding, so that it does not keep the others from being mended; what
 * it has done until then is whole, and can be done again.
 * @throws the signal's reason after an abort
 */
export async function attempt(
  repair: Repair,
  { kind, addresses }: Attempt,
  mend: () => Promise<void>,
): Promise<void> {
  try {
    repair.signal?.throwIfAborted();
    await mend();
  } catch (error) {
    repair.signal?.throwIfAborted();
    const outcome = isDamage(error) ? 'damaged' : 'failed';
    repair.report({ kind, outcome, addresses, ...failureOf(error), error });
  }
}
