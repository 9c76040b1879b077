import type { Engine, IncompleteUploadsPort, ObjectAddress } from '@deltaglider/core';

export interface PurgeBucketOptions {
  readonly engine: Engine;
  readonly bucket: string;
  /**
   * How old trash, incomplete uploads and temporary objects that do not say when they expire must be, in
   * milliseconds; an hour at least, because a writer may still need what is younger. @default 7 days
   */
  readonly olderThan?: number | undefined;
  /** Deletes nothing, and tells what would be. @default false */
  readonly dryRun?: boolean | undefined;
  /** Where the store has uploads in parts; without it they are left alone. */
  readonly uploads?: IncompleteUploadsPort | undefined;
  /** How many objects are looked at, or deleted, at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly observe?: PurgeObserver | undefined;
  /** Hears how many objects of users have been looked at, to know which trash they need. */
  readonly onProgress?: ((objects: number) => void) | undefined;
}

/** What can be purged. */
export type PurgeKind =
  /** A reference that no delta needed any more. */
  | 'trash'
  /** A copy for a presigned URL, of ours or of the Python tool, or what a probe left behind. */
  | 'temporary'
  /** The parts of an upload that nobody completed. */
  | 'incomplete-upload';

/**
 * `purged`; `purgeable`: it would have been, but for the dry run; `kept`: it has expired, but something may need it;
 * `failed`: the store did not let it be looked at or deleted.
 */
export type PurgeOutcome = 'purged' | 'purgeable' | 'kept' | 'failed';

/** Something that has expired, and what became of it. */
export interface PurgeFinding {
  readonly kind: PurgeKind;
  readonly outcome: PurgeOutcome;
  /** Physical; its key is empty where nothing of the kind could be listed. */
  readonly address: ObjectAddress;
  /** Bytes in the store; nobody tells of an incomplete upload. */
  readonly size: number | undefined;
  /** What was done and why, as a sentence. */
  readonly message: string;
  /** What the user can do, as a sentence. */
  readonly hint?: string | undefined;
  /** What went wrong, where that was an error. */
  readonly error?: unknown;
}

/** Hears of everything that has expired; it must not throw. */
export type PurgeObserver = (finding: PurgeFinding) => void;

/** How a purge ended. */
export interface PurgeSummary extends Readonly<Record<PurgeOutcome, number>> {
  /** What has not expired yet. */
  readonly young: number;
  /** Bytes of what was purged, or would be; those of incomplete uploads are not known. */
  readonly bytes: number;
}
