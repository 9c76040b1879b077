import type { Engine } from '@deltaglider/core';
import type { StatsMode } from './bucket-stats.ts';

/** One collection of statistics, with everything that has a default. */
export interface StatsJob {
  readonly engine: Engine;
  readonly bucket: string;
  /** Empty, or with its slash at the end. */
  readonly prefix: string;
  readonly mode: StatsMode;
  readonly sampleSize: number;
  readonly startedAt: Date;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((objects: number) => void) | undefined;
}
