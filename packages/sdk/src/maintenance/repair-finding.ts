import type { ObjectAddress } from '@deltaglider/core';

/** What can be wrong in a bucket. */
export type RepairKind =
  /** Deltas whose reference is in none of its places. */
  | 'dangling-delta'
  /** A reference whose metadata was lost: readers find it, writers do not. */
  | 'unlabelled-reference'
  /** Two variants of one object, of which the older one is of no use. */
  | 'stale-twin'
  /** A reference that no delta needs. */
  | 'orphan-reference'
  /** A delta whose metadata does not let it be read. */
  | 'damaged-metadata'
  /** An upload in parts that nobody completed. */
  | 'incomplete-upload'
  /** Something could not be read or written, so that nothing is known of it. */
  | 'unreadable';

/**
 * `mended`; `mendable`: it would have been, but for the dry run; `postponed`: a writer may still be at work, a
 * later run will tell; `damaged`: it stays wrong; `failed`: the store did not let it be looked at or mended.
 */
export type RepairOutcome = 'mended' | 'mendable' | 'postponed' | 'damaged' | 'failed';

/** One thing that is wrong, and what became of it. */
export interface RepairFinding {
  readonly kind: RepairKind;
  readonly outcome: RepairOutcome;
  /** What is affected: logical addresses of objects, physical ones of references. */
  readonly addresses: readonly ObjectAddress[];
  /** What is wrong and what was done, as a sentence or two. */
  readonly message: string;
  /** What the user can do, as a sentence. */
  readonly hint?: string | undefined;
  /** What went wrong, where that was an error. */
  readonly error?: unknown;
}

/** Hears of every finding; it must not throw. */
export type RepairObserver = (finding: RepairFinding) => void;

/** How a repair ended. What was found is counted by its outcome: each address, and one where there is none. */
export interface RepairSummary {
  /** Physical objects that were looked at, without those in the trash. */
  readonly objects: number;
  /** How many of them are deltas. */
  readonly deltas: number;
  readonly mended: number;
  readonly mendable: number;
  readonly postponed: number;
  readonly damaged: number;
  readonly failed: number;
}
