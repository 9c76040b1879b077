import { DeltaGliderError } from '@deltaglider/core';

/** The most that may be deleted: a number, or a part of what the destination has. */
export type MaxDelete = { readonly count: number } | { readonly percent: number };

export interface DeletionLimits {
  /** More than that is refused as a whole. @default no limit */
  readonly maxDelete?: MaxDelete | undefined;
  /** Whether a source that has nothing may empty the destination. @default false */
  readonly allowEmpty?: boolean | undefined;
  /** Asked before the first deletion, once the limits allow it. @default everything is agreed to */
  readonly confirmDeletions?: ((extent: DeletionExtent) => Promise<boolean>) | undefined;
}

export interface DeletionExtent {
  /** Files or objects to delete; at least one. */
  readonly deletions: number;
  /** What took part at the destination, before the sync. */
  readonly destinations: number;
  /** What took part at the source. */
  readonly sources: number;
}

/** @throws DELETION_REFUSED when so much may not be deleted. */
export function assertDeletable(
  { deletions, destinations, sources }: DeletionExtent,
  { maxDelete, allowEmpty = false }: DeletionLimits,
): void {
  if (sources === 0 && !allowEmpty) {
    throw new DeltaGliderError(
      'DELETION_REFUSED',
      `The source has nothing, and ${deletions} of ${destinations} at the destination would be deleted.`,
      { details: { hint: 'Is the source the right one? --allow-empty empties the destination.' } },
    );
  }
  if (maxDelete === undefined || deletions <= limitOf(maxDelete, destinations)) return;
  const limit = 'count' in maxDelete ? String(maxDelete.count) : `${maxDelete.percent}%`;
  throw new DeltaGliderError(
    'DELETION_REFUSED',
    `${deletions} of ${destinations} at the destination would be deleted, which is more than ${limit}.`,
    { details: { hint: 'Nothing was deleted. Look with --dryrun, or raise --max-delete.' } },
  );
}

function limitOf(maxDelete: MaxDelete, destinations: number): number {
  return 'count' in maxDelete ? maxDelete.count : (destinations * maxDelete.percent) / 100;
}
