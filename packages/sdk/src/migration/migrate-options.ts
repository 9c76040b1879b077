import type { Engine, ObjectAccess, ObjectPlacement } from '@deltaglider/core';
import type { FilterRule } from '../transfers/path-filter.ts';
import type { FileLocation } from '../transfers/transfer-location.ts';
import type { MigrationObserver, MigrationScan } from './migration-event.ts';

/** A bucket, or what is below a directory of one. */
export interface StoreLocation {
  readonly type: 'store';
  readonly engine: Engine;
  /** Names the store among all others, as a `DeltaGlider` has it: two engines may be of the same store. */
  readonly identity?: string | undefined;
  readonly bucket: string;
  /** A `/` is added where it does not end with one. @default '' */
  readonly prefix?: string | undefined;
}

export interface MigrateOptions {
  /** A store, or a directory of this machine. It is read, and never written. */
  readonly source: StoreLocation | FileLocation;
  readonly destination: StoreLocation;
  /**
   * Whether the last segment of the source's prefix is kept below the destination: `a/b/` to `x/` is `x/b/`.
   * @default true
   */
  readonly preservePrefix?: boolean | undefined;
  /** In the order of the command line; the last match wins. @default everything takes part */
  readonly filters?: readonly FilterRule[] | undefined;
  /** False stores everything whole. @default true */
  readonly delta?: boolean | undefined;
  /** Deltas of this part of the object's size or more are given up. @default that of the destination's engine */
  readonly maxRatio?: number | undefined;
  /** How the store keeps what is written. @default the store's own */
  readonly placement?: ObjectPlacement | undefined;
  /** Who may do what with it. @default the store's own */
  readonly access?: ObjectAccess | undefined;
  /** How many objects move at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Says what would be done and predicts what it would take, and writes nothing but the report. @default false */
  readonly dryRun?: boolean | undefined;
  /** Of the prediction of a dry run. */
  readonly prediction?: PredictionOptions | undefined;
  /** File that remembers what has been migrated, and as what. @default one in `journalDirectory` */
  readonly journal?: string | undefined;
  /**
   * Directory of journals, one for each pair of source and destination. Where it cannot be used the migration does
   * without. @default nothing is remembered
   */
  readonly journalDirectory?: string | undefined;
  /** File to write with a line of JSON for each object. An older one is replaced. */
  readonly report?: string | undefined;
  /** Asked once it is known what is to be done, and not where that is nothing; false ends it there. @default yes */
  readonly confirm?: ((scan: MigrationScan) => boolean | Promise<boolean>) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly observe?: MigrationObserver | undefined;
}

/** See `AnalyzeOptions`. */
export interface PredictionOptions {
  readonly sample?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly pricePerGigabyteMonth?: number | undefined;
}
