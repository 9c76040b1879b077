import type { ObjectAddress, VerifyResult } from '@deltaglider/core';
import type { PlanDeleteOptions } from '../../transfers/plan-options.ts';
import type { VerifyJournal } from './verify-journal.ts';
import type { Sample } from './sample.ts';
import type { VerifiedKind } from './verified-kind.ts';

export interface VerifyObjectsOptions extends PlanDeleteOptions {
  /** How many objects are read at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Only some of the objects, and the references that they need. @default all, and every reference */
  readonly sample?: Sample | undefined;
  /**
   * How much to read from the store. What does not fit any more is left, and told. What is read twice because the
   * first copy is damaged comes on top. @default everything
   */
  readonly maxBytes?: number | undefined;
  /** Objects in it are skipped, those that turn out to be intact are added. The caller closes it. @default none */
  readonly journal?: VerifyJournal | undefined;
  readonly observe?: VerifyObserver | undefined;
}

/**
 * What became of an object or a reference: it was read, and is whole or damaged; it was not to be read at all
 * (`error`); the journal has it (`skipped`); or it would have gone beyond `maxBytes` (`left`). Sizes are bytes in
 * the store.
 */
export type VerifyEvent =
  | { readonly type: 'verified'; readonly kind: VerifiedKind; readonly result: VerifyResult }
  | {
      readonly type: 'skipped' | 'left';
      readonly kind: VerifiedKind;
      readonly address: ObjectAddress;
      readonly size: number;
    }
  | {
      readonly type: 'error';
      readonly kind: VerifiedKind;
      readonly address: ObjectAddress;
      readonly error: unknown;
    };

/** Listens to a run; it must not throw. */
export type VerifyObserver = (event: VerifyEvent) => void;

/** How many were read, and what came of it. */
export interface VerifyCounts {
  readonly valid: number;
  readonly damaged: number;
  /** They could not be read for another reason, so that nothing is known of them. */
  readonly failed: number;
}

/** How a run ended: of objects, and beside them of references. */
export interface VerifySummary extends VerifyCounts {
  /** Logical bytes of the valid ones. */
  readonly bytes: number;
  /** Objects that the journal had. */
  readonly skipped: number;
  /** Objects that `maxBytes` left out, and their bytes in the store. */
  readonly left: number;
  readonly leftBytes: number;
  /** What was read from the store, references included. */
  readonly bytesRead: number;
  readonly references: VerifyCounts;
}
