import type { BucketAdminPort, StoragePort } from '@deltaglider/core';

/** A store that has been opened from its URL. */
export interface StoreBackend {
  readonly storage: StoragePort;
  readonly buckets: BucketAdminPort;
  /** Releases connections; not every store has any. */
  readonly close?: (() => Promise<void>) | undefined;
}
