import type { Engine } from '@deltaglider/core';
import type { PlanOptions } from '../plan-options.ts';
import type { TransferLocation } from '../transfer-location.ts';
import type { DeletionLimits } from './deletion-limits.ts';
import type { SyncRules } from './sync-strategy.ts';

/** How to make one tree like another. */
export interface PlanSyncOptions extends Omit<PlanOptions, 'recursive'>, SyncRules, DeletionLimits {
  /** Where the objects are; of two stores, the one of the destination. */
  readonly engine: Engine;
  /** Where the objects of the source are. @default `engine` */
  readonly sourceEngine?: Engine | undefined;
  readonly source: TransferLocation;
  readonly destination: TransferLocation;
  /** Deletes from the destination what the source has not. @default false */
  readonly delete?: boolean | undefined;
  /** Whether what the destination has may be replaced. @default true */
  readonly overwrite?: boolean | undefined;
  /** Compares SHA-256 instead of times, where both are known. @default false */
  readonly checksum?: boolean | undefined;
  /** @default true */
  readonly followSymlinks?: boolean | undefined;
}
