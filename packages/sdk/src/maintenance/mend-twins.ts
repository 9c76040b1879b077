import {
  formatAddress,
  removeStaleTwin,
  type ObjectAddress,
  type RemoveStaleTwinResult,
} from '@deltaglider/core';
import { attempt } from './attempt.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { Repair } from './repair-options.ts';

export interface MendTwinsOptions {
  /** Whether twins whose newer variant is damaged are reported, or left for another try. */
  readonly isLastTry: boolean;
}

/** Logical keys of twins. */
export interface MendedTwins {
  /** The older variant is gone, or would be. */
  readonly settled: ReadonlySet<string>;
  /** The newer one could not be read, which has not been reported yet. */
  readonly unsettled: readonly string[];
}

/** Removes the older variants of objects that have two. */
export async function mendTwins(
  repair: Repair,
  keys: readonly string[],
  { isLastTry }: MendTwinsOptions,
): Promise<MendedTwins> {
  const { dryRun, settledBefore, signal } = repair;
  // What would have been put back from the cache of this machine is only there in a dry run.
  const reader = dryRun && isLastTry ? repair.engine : repair.reader;
  const settled = new Set<string>();
  const unsettled: string[] = [];
  await inParallel(keys, repair.concurrency, async (key) => {
    const address = { bucket: repair.bucket, key };
    await attempt(repair, { kind: 'stale-twin', addresses: [address] }, async () => {
      const input = { address, dryRun, notAfter: settledBefore, signal };
      const result = await removeStaleTwin(reader, input);
      if (result.outcome === 'damaged' && !isLastTry) unsettled.push(key);
      else report(repair, address, result);
      if (result.outcome === 'removed') settled.add(key);
    });
  });
  return { settled, unsettled };
}

const OTHER = { delta: 'whole object', whole: 'delta' } as const;
const NAMES = { delta: 'delta', whole: 'whole object' } as const;

function report(repair: Repair, address: ObjectAddress, result: RemoveStaleTwinResult): void {
  const name = formatAddress(address);
  const common = { kind: 'stale-twin', addresses: [address] } as const;
  switch (result.outcome) {
    case 'single':
      return;
    case 'young':
      repair.report({
        ...common,
        outcome: 'postponed',
        message: `${name} is stored twice, since a short time: whoever is writing it may still remove one.`,
        hint: 'Nothing was touched. The newer one counts; repair again later.',
      });
      return;
    case 'removed': {
      const would = repair.dryRun ? 'would be' : 'was';
      const outcome = repair.dryRun ? 'mendable' : 'mended';
      const message =
        `${name} was stored twice; the newer ${OTHER[result.stale]} is intact, ` +
        `the older ${NAMES[result.stale]} ${would} removed.`;
      repair.report({ ...common, outcome, message });
      return;
    }
    case 'damaged':
      reportDamage(repair, address, result);
  }
}

function reportDamage(
  repair: Repair,
  address: ObjectAddress,
  result: RemoveStaleTwinResult & { readonly outcome: 'damaged' },
): void {
  const { stale, error, isStaleReadable } = result;
  const key = stale === 'delta' ? address.key : `${address.key}.delta`;
  const newer = formatAddress({ bucket: address.bucket, key });
  repair.report({
    kind: 'stale-twin',
    outcome: 'damaged',
    addresses: [address],
    error,
    message:
      `${formatAddress(address)} is stored twice, and the newer ${OTHER[stale]} is damaged. ` +
      `${error.message} The older ${NAMES[stale]} ${isStaleReadable ? 'is intact' : 'is damaged, too'}.`,
    hint: isStaleReadable
      ? `Nothing was touched. Upload the object again; or, to go back to the older one, delete ${newer} with ` +
        'a tool that sees objects as the store has them, such as aws s3 rm.'
      : 'Nothing was touched. Upload the object again.',
  });
}
