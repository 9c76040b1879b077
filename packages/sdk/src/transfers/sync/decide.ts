import { compareContent } from './compare-content.ts';
import type { PlanSyncOptions } from './plan-sync-options.ts';
import type { SyncEntry } from './sync-row.ts';
import type { SyncRoute } from './sync-route.ts';
import { isOutdated } from './sync-strategy.ts';

/** What is to be done about a name that one side has, or both have. */
export type Decision =
  | {
      readonly type: 'transfer' | 'delete';
      readonly entry: SyncEntry;
      readonly isUnverified?: boolean;
    }
  | {
      readonly type: 'keep';
      /** Digests were to be compared, and one is not known. */
      readonly isUnverified?: boolean;
    };

export interface EntryPair {
  readonly source: SyncEntry | undefined;
  readonly destination: SyncEntry | undefined;
}

const KEEP: Decision = { type: 'keep' };

export async function decide(
  route: SyncRoute,
  { source, destination }: EntryPair,
  options: PlanSyncOptions,
): Promise<Decision> {
  if (source === undefined) {
    const isWanted = destination !== undefined && options.delete === true;
    return isWanted ? { type: 'delete', entry: destination } : KEEP;
  }
  if (destination === undefined) return { type: 'transfer', entry: source };
  if (options.overwrite === false) return KEEP;
  const bySizeAndTime = (): Decision =>
    isOutdated({ ...options, direction: route.direction, source, destination })
      ? { type: 'transfer', entry: source }
      : KEEP;
  if (options.checksum !== true) return bySizeAndTime();
  const from = { side: route.source, entry: source };
  const to = { side: route.destination, entry: destination };
  const content = await (route.direction === 'upload'
    ? compareContent(to, from)
    : compareContent(from, to));
  if (content === 'unknown') return { ...bySizeAndTime(), isUnverified: true };
  return content === 'different' ? { type: 'transfer', entry: source } : KEEP;
}
