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
  /** Shows it no more often. @default what is pleasant to look at */
  readonly progressEveryMs?: number | undefined;
  /** Shows it on lines of its own, also where nobody watches. @default false */
  readonly multiline?: boolean | undefined;
  /** Milliseconds of a clock that only runs forward. */
  readonly now: () => number;
}
