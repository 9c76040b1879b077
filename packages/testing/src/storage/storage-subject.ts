import type { StoragePort } from '@deltaglider/core';

/** A storage with one empty bucket, for one test. */
export interface StorageSubject {
  readonly storage: StoragePort;
  readonly bucket: string;
  readonly close?: () => Promise<void>;
}

/** Where a store differs from the port, each with the reason: declared, never discovered. */
export interface StorageDeviations {
  /** Why the keys `a` and `a/b` cannot both exist; the second put then fails and harms nothing. */
  readonly noKeyBelowKey?: string;
  /** Why keys that differ only in Unicode's normal form are one key. */
  readonly oneUnicodeForm?: string;
  /** Why names of metadata that differ only in `_` and `-` are one name. */
  readonly oneDash?: string;
  /** Why a delete with ifMatch may meet an object that came in just before. */
  readonly racyDelete?: string;
  /** Why more than one of those who write under the same condition at the same time may think that it won. */
  readonly racyWrites?: string;
  /** Why placement, access, tags and customer keys are refused with UNSUPPORTED. */
  readonly noSettings?: string;
  /** Keys that the store refuses with INVALID_ARGUMENT, each with the reason. */
  readonly refusedKeys?: Readonly<Record<string, string>>;
}

export interface DescribeStorageOptions {
  /** Called for every test (and every run of the random sequences). */
  readonly create: () => Promise<StorageSubject>;
  readonly deviations?: StorageDeviations;
  /** How many random sequences of operations are tried. @default 20 */
  readonly randomRuns?: number;
}
