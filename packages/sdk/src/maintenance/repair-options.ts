import type { Engine, IncompleteUploadsPort } from '@deltaglider/core';
import type { RepairObserver } from './repair-finding.ts';

export interface RepairBucketOptions {
  readonly engine: Engine;
  readonly bucket: string;
  /** Only what is below this directory; a `/` is added where it does not end with one. @default '' */
  readonly prefix?: string | undefined;
  /** Changes nothing, and tells what would be done. @default false */
  readonly dryRun?: boolean | undefined;
  /** Where the store has uploads in parts; without it they are left alone. */
  readonly uploads?: IncompleteUploadsPort | undefined;
  /** How old an incomplete upload must be to be aborted, in milliseconds. @default 7 days */
  readonly uploadAge?: number | undefined;
  /**
   * How old twins and references without deltas must be, in milliseconds: younger ones may belong to a writer
   * that is about to settle them. @default 1 hour
   */
  readonly settleTime?: number | undefined;
  /** How many objects are mended at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly observe?: RepairObserver | undefined;
  /** Hears how many physical objects have been looked at. */
  readonly onProgress?: ((objects: number) => void) | undefined;
}

const HOUR = 3_600_000;

/** A repair under way: its options, with every default filled in. */
export interface Repair {
  readonly engine: Engine;
  /** As `engine`, but with a cache of its own: what only this machine has does not make an object whole. */
  readonly reader: Engine;
  readonly bucket: string;
  readonly prefix: string;
  readonly dryRun: boolean;
  readonly uploads: IncompleteUploadsPort | undefined;
  readonly uploadsBefore: Date;
  /** Twins and orphans that are younger are left alone. */
  readonly settledBefore: Date;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly report: RepairObserver;
  readonly onProgress: (objects: number) => void;
}

/** Fills in what the caller left out. */
export function startRepair(
  options: RepairBucketOptions,
  { reader, report }: Pick<Repair, 'reader' | 'report'>,
): Repair {
  const { engine, bucket, prefix = '', uploadAge = 7 * 24 * HOUR, settleTime = HOUR } = options;
  const now = engine.clock().getTime();
  return {
    engine,
    reader,
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    dryRun: options.dryRun ?? false,
    uploads: options.uploads,
    uploadsBefore: new Date(now - uploadAge),
    settledBefore: new Date(now - settleTime),
    concurrency: options.concurrency ?? 4,
    signal: options.signal,
    report,
    onProgress: options.onProgress ?? (() => undefined),
  };
}
