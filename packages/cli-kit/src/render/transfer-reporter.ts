import type { TransferEvent, TransferSummary } from '@deltaglider/sdk';
import type { Output } from './output.ts';

/** Shows a run to its user. */
export interface TransferReporter {
  readonly observe: (event: TransferEvent) => void;
  /** Removes what is transient; with a summary, says how it ended. */
  readonly finish: (summary?: TransferSummary) => void;
}

export interface TransferReporterOptions {
  readonly output: Output;
  /** What paths are shown relative to. */
  readonly cwd: string;
  /** Whether to show progress at all. */
  readonly progress: boolean;
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number;
}
