import type { PutResult } from '@deltaglider/core';
import type { TransferTask } from './transfer-task.ts';

/** What happens while transfers run, for renderers. Sizes are bytes. */
export type TransferEvent =
  | {
      readonly type: 'planned';
      readonly transfers: number;
      readonly bytes: number;
      /** False while planning may still find more. */
      readonly complete: boolean;
    }
  | { readonly type: 'start'; readonly task: TransferTask }
  | {
      readonly type: 'progress';
      readonly task: TransferTask;
      /** Logical bytes of this task so far; never falls. */
      readonly bytes: number;
    }
  | {
      readonly type: 'result';
      readonly task: TransferTask;
      readonly dryRun: boolean;
      /** What an upload or copy stored. */
      readonly put: PutResult | undefined;
    }
  /** Left out as it was asked for: what is at its destination stays, or its store does not read it. */
  | { readonly type: 'skipped'; readonly task: TransferTask }
  | { readonly type: 'warning'; readonly subject: string; readonly reason: string }
  /** A sentence; it does not count as a warning. */
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'error'; readonly task: TransferTask; readonly error: unknown };

/** How a run ended. Sizes are bytes. */
export interface TransferSummary {
  readonly succeeded: number;
  readonly failed: number;
  /** Left out as it was asked for. */
  readonly skipped: number;
  readonly warnings: number;
  /** Logical bytes of what succeeded. */
  readonly bytes: number;
  /** Bytes that uploads and copies added to the store, new references included. */
  readonly storedBytes: number;
}

/** Listens to a run; it must not throw. */
export type TransferObserver = (event: TransferEvent) => void;
