import type { AbortOptions } from '@deltaglider/core';

export interface ScanLimits {
  /** Members of all containers together, of whatever kind; what comes behind them is not found. */
  readonly members: number;
}

export const defaultScanLimits: ScanLimits = { members: 1_000_000 };

export interface ScanContext extends AbortOptions {
  readonly limits: ScanLimits;
}
