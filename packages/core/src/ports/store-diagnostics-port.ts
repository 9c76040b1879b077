import type { AbortOptions } from '../bytes/byte-source.ts';

/** `problem`: something will fail. `warning`: it works, but not as it should. `skipped`: it could not be told. */
export type DiagnosisStatus = 'ok' | 'warning' | 'problem' | 'skipped';

/** What one check found. No secret is ever in it. */
export interface Diagnosis {
  /** A few words that stay the same: `clock`, `credentials`, `lifecycle rules`. */
  readonly check: string;
  readonly status: DiagnosisStatus;
  /** A sentence for people. */
  readonly message: string;
  /** What to do about it, as a sentence; absent where nothing is to do. */
  readonly hint?: string | undefined;
}

/**
 * What only the store's adapter knows of it: whether it answers, whom it takes us for, its clock, and settings
 * of a bucket that endanger references. A port of its own, because not every store has such things.
 */
export interface StoreDiagnosticsPort {
  /**
   * The store's checks one after the other, and those of the bucket when there is one. One of the store's says
   * whether it answers. They change nothing: what has to be tried is tried on objects of their own below
   * `.deltaglider/tmp/`, which go away. A check of the doctor's own that has the same name (`bucket`,
   * `conditional writes`) is left to the store. A check that fails is a diagnosis, not an error: only an abort
   * rejects.
   */
  diagnose(bucket: string | undefined, options?: AbortOptions): AsyncIterable<Diagnosis>;
}
