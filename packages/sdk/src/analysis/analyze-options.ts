import type { Engine } from '@deltaglider/core';
import type { AnalysisCost } from './analysis.ts';
import type { AnalysisSource } from './analysis-source.ts';

export interface AnalyzeOptions {
  /** From `storedObjects` or `directoryFiles`. */
  readonly source: AnalysisSource;
  /** Whose codec, policy and ratio decide how objects would be stored; nothing is written to its store. */
  readonly engine: Engine;
  /** False predicts that everything is stored whole. @default true */
  readonly delta?: boolean | undefined;
  /** @default the engine's */
  readonly maxRatio?: number | undefined;
  /** How many objects to draw. @default 40 */
  readonly sample?: number | undefined;
  /** The most bytes to read. @default 1 GiB */
  readonly maxBytes?: number | undefined;
  /** Another seed draws other objects. @default 1 */
  readonly seed?: number | undefined;
  /** What a gigabyte (2^30 bytes, as stores count them) costs in a month. */
  readonly pricePerGigabyteMonth?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears, before anything is read, what reading will take. */
  readonly onCost?: ((cost: AnalysisCost) => void) | undefined;
  readonly onProgress?: ((progress: AnalysisProgress) => void) | undefined;
}

/** Where an analysis stands. */
export interface AnalysisProgress {
  /** Rows that have been listed. */
  readonly listed: number;
  readonly measured: number;
  readonly pairs: number;
}
