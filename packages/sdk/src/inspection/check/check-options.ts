import type { Engine } from '@deltaglider/core';
import type { FilterRule } from '../../transfers/path-filter.ts';
import type { FileLocation, ObjectLocation } from '../../transfers/transfer-location.ts';

/** A directory of this machine, or everything below a prefix of a store. */
export type CheckLocation = FileLocation | CheckedStore;

export interface CheckedStore extends ObjectLocation {
  /** Where the bucket is. */
  readonly engine: Engine;
}

export interface CheckTreesOptions {
  readonly source: CheckLocation;
  readonly destination: CheckLocation;
  /** Of names below both; the last match wins. @default everything takes part */
  readonly filters?: readonly FilterRule[] | undefined;
  /** Compares nothing but sizes. @default false */
  readonly sizeOnly?: boolean | undefined;
  /** Reads objects even where their digests are recorded. @default false */
  readonly download?: boolean | undefined;
  /** What only the destination has does not count. @default false */
  readonly oneWay?: boolean | undefined;
  /** @default true */
  readonly followSymlinks?: boolean | undefined;
  /** How many names are compared at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly observe?: CheckObserver | undefined;
}

/** What a name turned out to be; `failed`: one of the two could not be read, or is damaged. */
export type CheckStatus = 'equal' | 'different' | 'only-source' | 'only-destination' | 'failed';

/** What one side has under a name. */
export interface CheckedSide {
  /** Logical bytes. */
  readonly size: number;
  /** 64 hex digits, where it was needed. */
  readonly sha256?: string | undefined;
  /** Whether the store had the digest, or the bytes were read. */
  readonly digest?: 'recorded' | 'read' | undefined;
}

/** What was found out about one name, in the UTF-8 byte order of names. */
export interface CheckResult {
  /** Below both sides, with `/` between segments. */
  readonly name: string;
  readonly status: CheckStatus;
  readonly source: CheckedSide | undefined;
  readonly destination: CheckedSide | undefined;
  /** Why it failed. */
  readonly error?: unknown;
}

export type CheckEvent =
  | ({ readonly type: 'result' } & CheckResult)
  /** A file that takes no part, and why. */
  | { readonly type: 'warning'; readonly subject: string; readonly reason: string };

/** Listens to a run; it must not throw. */
export type CheckObserver = (event: CheckEvent) => void;

/** How many names there are of each kind. */
export interface CheckSummary {
  readonly equal: number;
  readonly different: number;
  readonly onlySource: number;
  readonly onlyDestination: number;
  readonly failed: number;
  /** How many of the failed are damaged in their store. */
  readonly damaged: number;
  readonly warnings: number;
  /** Logical bytes of the objects that were read. */
  readonly downloaded: number;
}
