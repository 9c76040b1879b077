import type { CustomerKey, Engine } from '@deltaglider/core';
import type { FilterRule } from './path-filter.ts';
import type { FileLocation, ObjectLocation } from './transfer-location.ts';

/** What every plan is made from. */
export interface PlanOptions {
  /** Everything below the source instead of one object. @default false */
  readonly recursive?: boolean | undefined;
  /** In the order of the command line; the last match wins. @default everything takes part */
  readonly filters?: readonly FilterRule[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PlanUploadOptions extends PlanOptions {
  readonly source: FileLocation;
  readonly destination: ObjectLocation;
  /** @default true */
  readonly followSymlinks?: boolean | undefined;
}

/** Download both, skip the later with a warning or download it with one, or give up. */
export type CaseConflict = 'ignore' | 'skip' | 'warn' | 'error';

export interface PlanDownloadOptions extends PlanOptions {
  /** Where the objects are. */
  readonly engine: Engine;
  readonly source: ObjectLocation;
  readonly destination: FileLocation;
  /** What to do in a tree with keys that differ only by case, of which some file systems keep one. @default 'ignore' */
  readonly caseConflict?: CaseConflict | undefined;
  /** What a single source was stored with. */
  readonly customerKey?: CustomerKey | undefined;
}

export interface PlanCopyOptions extends PlanOptions {
  /** Where the source is. */
  readonly engine: Engine;
  readonly source: ObjectLocation;
  readonly destination: ObjectLocation;
  /** What a single source was stored with. */
  readonly customerKey?: CustomerKey | undefined;
}

/** What is moved, and which way. */
export type PlanMoveOptions =
  | (PlanUploadOptions & { readonly type: 'upload' })
  | (PlanDownloadOptions & { readonly type: 'download' })
  | (PlanCopyOptions & {
      readonly type: 'copy';
      /** Whether source and destination are in one store. @default true */
      readonly sameStore?: boolean | undefined;
    });

export interface PlanDeleteOptions extends PlanOptions {
  readonly engine: Engine;
  readonly source: ObjectLocation;
}
