import type { ReferenceCachePort } from '@deltaglider/core';

/** An empty cache for one test. */
export interface ReferenceCacheSubject {
  readonly cache: ReferenceCachePort;
  /** Changes bytes of the stored copy behind the cache's back; left out where nobody could. */
  readonly damage?: (sha256: string) => Promise<void>;
  /** A second cache over the same place: what the next process would see. Left out when nothing stays. */
  readonly reopen?: () => Promise<ReferenceCachePort>;
  readonly close?: () => Promise<void>;
}

export interface DescribeReferenceCacheOptions {
  /** Called for every test. The cache must have room for 16 MiB. */
  readonly create: () => Promise<ReferenceCacheSubject>;
}
