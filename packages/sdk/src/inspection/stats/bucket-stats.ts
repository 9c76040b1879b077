import type { ClassUsage } from '../costs/class-usage.ts';

/**
 * How much is looked at: `quick` lists, and asks about no object; `sampled` asks about some of those whose size is
 * not known, `detailed` about all.
 */
export type StatsMode = 'quick' | 'sampled' | 'detailed';

/** What is below a prefix. Sizes are bytes. */
export interface BucketStats {
  readonly bucket: string;
  /** Empty, or with its slash at the end. */
  readonly prefix: string;
  readonly mode: StatsMode;
  /** When the figures were made, where they were kept in the bucket; else they were made now. */
  readonly keptSince: Date | undefined;
  /** Of what is `unseen`, names decide what counts for these three. */
  readonly objects: number;
  readonly deltas: number;
  readonly references: number;
  /** Of the objects themselves, without the unreadable ones; `undefined` while some are unseen and not estimated. */
  readonly size: number | undefined;
  /** The part of `size` that is known. */
  readonly knownSize: number;
  /** In the store: objects and deltas, every reference once, and what is unreadable, stale or unseen. */
  readonly storedSize: number;
  /** As in `Usage`. */
  readonly saved: number | undefined;
  /** How many objects have metadata that does not tell their size. */
  readonly unreadable: number;
  /** What those take in the store. */
  readonly unreadableSize: number;
  /** Deltas and references in the store that nobody has looked at. */
  readonly unseen: number;
  /** What those take in the store. */
  readonly unseenSize: number;
  /** How `size` was estimated, where it was. */
  readonly estimate: SizeEstimate | undefined;
  readonly classes: readonly ClassUsage[];
}

/** An estimate of `size` from a sample: with `confidence` it is from `low` to `high`. */
export interface SizeEstimate {
  /** How many stored objects were looked at. */
  readonly sample: number;
  /** How many those stand for, with themselves. */
  readonly population: number;
  readonly low: number;
  readonly high: number;
  /** 0.95 */
  readonly confidence: number;
}
