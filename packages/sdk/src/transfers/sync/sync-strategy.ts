import type { SyncEntry } from './sync-row.ts';

export type SyncDirection = 'upload' | 'download' | 'copy';

/** What counts as a difference, beside a missing destination. */
export interface SyncRules {
  /** Sizes alone. @default false */
  readonly sizeOnly?: boolean | undefined;
  /** Downloads also where the times are not exactly the same. @default false */
  readonly exactTimestamps?: boolean | undefined;
}

export interface Comparison extends SyncRules {
  readonly direction: SyncDirection;
  readonly source: SyncEntry;
  readonly destination: SyncEntry;
}

/** Whether what the destination has counts as different from the source, by size and time, as for `aws s3 sync`. */
export function isOutdated(comparison: Comparison): boolean {
  const { source, destination, sizeOnly = false } = comparison;
  if (source.size !== destination.size) return true;
  return !sizeOnly && isTimeOff(comparison);
}

/**
 * Times of files are compared with whole seconds of the store's: S3 has no others, and what is downloaded gets no
 * others. A delta has its time to the millisecond, so two stores are compared as exactly as they say it.
 */
function isTimeOff({ direction, source, destination, exactTimestamps }: Comparison): boolean {
  const [from, to] = [source.mtime.getTime(), destination.mtime.getTime()];
  switch (direction) {
    case 'upload':
      return from > wholeSecond(to);
    case 'copy':
      return from > to;
    case 'download':
      // A file that is older is taken for the same version: its time may be that of an earlier download.
      return exactTimestamps === true ? to !== wholeSecond(from) : to > wholeSecond(from);
  }
}

function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
