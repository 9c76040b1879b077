import { formatAddress } from '@deltaglider/core';
import { lazyCache } from '../cache/lazy-cache.ts';
import { failureOf } from './failure-of.ts';
import { mendDangling } from './mend-dangling.ts';
import { Orphans } from './mend-orphans.ts';
import { mendTwins } from './mend-twins.ts';
import { mendUploads } from './mend-uploads.ts';
import type { RepairFinding, RepairSummary } from './repair-finding.ts';
import { startRepair, type Repair, type RepairBucketOptions } from './repair-options.ts';
import { surveyDeltaspaces, type Deltaspace } from './survey-deltaspaces.ts';

/**
 * Finds what crashes, races and other tools have left behind below a prefix, and mends what can be mended; what
 * cannot is told with every key that is affected. One pass over the listing with one HEAD for each delta and
 * reference; only what seems wrong is looked at twice. The bytes of healthy objects are not read: that is what
 * verifyObjects does. Every step follows the safety protocol, so a repair may run beside writers, be killed,
 * and be run again.
 *
 * Memory: the keys of the deltas of one deltaspace and of those that it is nested in, and one key for each
 * reference without deltas.
 * @throws BUCKET_NOT_FOUND, and what the storage throws where it cannot be listed
 */
export async function repairBucket(options: RepairBucketOptions): Promise<RepairSummary> {
  const cache = lazyCache(async () => {
    const { openReferenceCache } = await import('@deltaglider/cache');
    return openReferenceCache({ backend: 'disk' });
  });
  const tally = createTally(options);
  const reader = { ...options.engine, cache, flights: new Map<string, Promise<unknown>>() };
  const repair = startRepair(options, { reader, report: tally.report });
  try {
    options.signal?.throwIfAborted();
    await repairAll(repair, tally);
    options.signal?.throwIfAborted();
    return tally.summary();
  } finally {
    await cache.close();
  }
}

async function repairAll(repair: Repair, tally: Tally): Promise<void> {
  const orphans = new Orphans();
  for await (const deltaspace of surveyDeltaspaces(repair)) {
    tally.add(deltaspace);
    orphans.add(deltaspace);
    reportUnreadable(repair, deltaspace);
    await mend(repair, deltaspace);
  }
  await orphans.mend(repair);
  await mendUploads(repair);
}

/** Stale twins first: what is to be removed needs no reference. */
async function mend(repair: Repair, deltaspace: Deltaspace): Promise<void> {
  const { settled, unsettled } = await mendTwins(repair, deltaspace.twins, { isLastTry: false });
  await mendDangling(repair, deltaspace, settled);
  // A newer variant that could not be read may have its reference again.
  await mendTwins(repair, unsettled, { isLastTry: true });
}

function reportUnreadable(repair: Repair, { damaged, failures, twins }: Deltaspace): void {
  for (const { key, reason } of damaged) {
    // Whether it counts at all shows when the twins are looked at.
    if (twins.includes(key)) continue;
    const address = { bucket: repair.bucket, key };
    repair.report({
      kind: 'damaged-metadata',
      outcome: 'damaged',
      addresses: [address],
      message: `${formatAddress(address)} cannot be restored from its metadata: ${reason}.`,
      hint: 'Its metadata was changed or lost, perhaps by a tool that copied it; upload it again.',
    });
  }
  for (const { key, error } of failures) {
    const addresses = [{ bucket: repair.bucket, key }];
    repair.report({
      kind: 'unreadable',
      outcome: 'failed',
      addresses,
      ...failureOf(error),
      error,
    });
  }
}

interface Tally {
  readonly add: (deltaspace: Deltaspace) => void;
  readonly report: (finding: RepairFinding) => void;
  readonly summary: () => RepairSummary;
}

/** Passes findings on and counts them. */
function createTally({ observe }: RepairBucketOptions): Tally {
  const looked = { objects: 0, deltas: 0 };
  const counts = { mended: 0, mendable: 0, postponed: 0, damaged: 0, failed: 0 };
  return {
    add: ({ objects, deltas }) => {
      looked.objects += objects;
      looked.deltas += deltas;
    },
    report: (finding) => {
      counts[finding.outcome] += Math.max(1, finding.addresses.length);
      observe?.(finding);
    },
    summary: () => ({ ...looked, ...counts }),
  };
}
