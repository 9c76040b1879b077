import { formatAddress, removeUnusedReference, REFERENCE_NAME } from '@deltaglider/core';
import { attempt } from './attempt.ts';
import type { Repair } from './repair-options.ts';
import type { Deltaspace } from './survey-deltaspaces.ts';

/** References that had no delta beside them, until the end of the pass tells whether others need them. */
export class Orphans {
  readonly #written = new Map<string, Date>();
  readonly #neededElsewhere = new Set<string>();

  add(deltaspace: Deltaspace): void {
    for (const deltas of deltaspace.needed.values()) {
      for (const { elsewhere } of deltas) {
        for (const place of elsewhere) this.#neededElsewhere.add(place);
      }
    }
    const { reference, deltas, failures, prefix } = deltaspace;
    if (reference === undefined || deltas > 0 || failures.length > 0) return;
    // Without a digest it has no place in the trash.
    if (reference.sha256 === undefined) return;
    this.#written.set(prefix + REFERENCE_NAME, reference.stored.lastModified);
  }

  /** Moves to the trash what nobody needs. */
  async mend(repair: Repair): Promise<void> {
    for (const [key, writtenAt] of this.#written) {
      if (!this.#neededElsewhere.has(key)) await mendOrphan(repair, key, writtenAt);
    }
  }
}

async function mendOrphan(repair: Repair, key: string, writtenAt: Date): Promise<void> {
  const { engine, bucket, dryRun, settledBefore, signal, report } = repair;
  const address = { bucket, key };
  const kind = 'orphan-reference';
  const addresses = [address];
  const name = formatAddress(address);
  await attempt(repair, { kind, addresses }, async () => {
    if (writtenAt > settledBefore) {
      const message = `No delta needs ${name}, but it is new: a first delta may be on its way.`;
      report({ kind, outcome: 'postponed', addresses, message, hint: 'Repair again later.' });
    } else if (dryRun) {
      const message = `No delta needs ${name}; it would be moved to the trash.`;
      report({ kind, outcome: 'mendable', addresses, message });
    } else if (await removeUnusedReference(engine, { address, signal })) {
      const message = `No delta needed ${name}; it was moved to the trash.`;
      report({ kind, outcome: 'mended', addresses, message });
    }
  });
}
