import type { Analysis, AnalysisCost } from '../analysis/analysis.ts';
import type { TransferEvent, TransferSummary } from '../transfers/transfer-event.ts';
import type { CopyTask, UploadTask } from '../transfers/transfer-task.ts';

/** What is to be done. Sizes are bytes. */
export interface MigrationScan {
  /** Where everything comes from, and where it goes. */
  readonly source: string;
  readonly destination: string;
  readonly objects: number;
  readonly bytes: number;
  /** How many of them take the place of other content at the destination. */
  readonly replacing: number;
  /** Objects that are at the destination as they are at the source. */
  readonly current: number;
  readonly currentBytes: number;
}

/** Where a migration stands. Sizes are bytes. */
export interface MigrationTotals {
  readonly objects: number;
  /** Succeeded or failed. */
  readonly finished: number;
  readonly bytes: number;
  /** Logical bytes that are done, those of objects under way included. */
  readonly finishedBytes: number;
  /** What the succeeded ones took in the store, new references included. */
  readonly storedBytes: number;
  /** The part of their bytes that was not stored; `undefined` before there are any. */
  readonly saved: number | undefined;
  readonly elapsedMs: number;
  /** As it went so far; `undefined` before anything went. */
  readonly leftMs: number | undefined;
}

/** What happens while a migration runs, for renderers. */
export type MigrationEvent =
  | TransferEvent
  | { readonly type: 'scanning'; readonly objects: number }
  | { readonly type: 'scanned'; readonly scan: MigrationScan }
  /** The journal of a `journalDirectory` cannot be used: nothing is remembered. */
  | { readonly type: 'journal-failed'; readonly path: string; readonly error: unknown }
  /** Nothing to do: the destination has the object as it is. */
  | { readonly type: 'current'; readonly task: CopyTask | UploadTask }
  /** After each of the events that change it. */
  | { readonly type: 'totals'; readonly totals: MigrationTotals }
  /** Of a dry run, before it reads anything to predict what would be stored. */
  | { readonly type: 'prediction-cost'; readonly cost: AnalysisCost };

/** Listens to a migration; it must not throw. */
export type MigrationObserver = (event: MigrationEvent) => void;

/** How a migration ended. */
export interface MigrationSummary extends TransferSummary {
  readonly scan: MigrationScan;
  readonly dryRun: boolean;
  /** False where `confirm` said no. */
  readonly confirmed: boolean;
  /** The part of the migrated bytes that was not stored. */
  readonly saved: number | undefined;
  readonly elapsedMs: number;
  /** Of a dry run: what the destination would take for what is to be migrated. */
  readonly prediction?: Analysis | undefined;
}
