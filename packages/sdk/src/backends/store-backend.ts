import type {
  BucketAdminPort,
  IncompleteUploadsPort,
  PresigningPort,
  StoragePort,
  StoreDiagnosticsPort,
} from '@deltaglider/core';

/** A store that has been opened from its URL. */
export interface StoreBackend {
  readonly storage: StoragePort;
  readonly buckets: BucketAdminPort;
  /** Absent where an upload cannot be left half done. */
  readonly uploads?: IncompleteUploadsPort | undefined;
  /** Absent where the store does not answer to URLs. */
  readonly presigning?: PresigningPort | undefined;
  /** Absent where the store has nothing to tell of itself. */
  readonly diagnostics?: StoreDiagnosticsPort | undefined;
  /**
   * Names the store among all others, the same in every process: an endpoint, a directory. What was found out
   * about it is remembered under this name. Without one it is remembered by the process only.
   */
  readonly identity?: string | undefined;
  /** The region of AWS that it is asked in; absent for what is not AWS. */
  readonly region?: string | undefined;
  /** How many objects to move at the same time where nobody says. @default 4 */
  readonly concurrency?: number | undefined;
  /** Releases connections; not every store has any. */
  readonly close?: (() => Promise<void>) | undefined;
}
