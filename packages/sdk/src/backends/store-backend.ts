import type {
  BucketAdminPort,
  IncompleteUploadsPort,
  StoragePort,
  StoreDiagnosticsPort,
} from '@deltaglider/core';

/** A store that has been opened from its URL. */
export interface StoreBackend {
  readonly storage: StoragePort;
  readonly buckets: BucketAdminPort;
  /** Absent where an upload cannot be left half done. */
  readonly uploads?: IncompleteUploadsPort | undefined;
  /** Absent where the store has nothing to tell of itself. */
  readonly diagnostics?: StoreDiagnosticsPort | undefined;
  /** Releases connections; not every store has any. */
  readonly close?: (() => Promise<void>) | undefined;
}
