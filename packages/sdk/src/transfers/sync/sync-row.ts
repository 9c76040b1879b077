/** A file or an object as a sync compares it. */
export interface SyncEntry {
  readonly type: 'entry';
  /** From the root of its side, with `/` between segments. */
  readonly relative: string;
  /** Logical bytes. */
  readonly size: number;
  /** Logical time of last change. */
  readonly mtime: Date;
  /** Where the listing has it. */
  readonly sha256?: string | undefined;
  /** Why it is not deleted, whatever the source has. */
  readonly keptBecause?: string | undefined;
}

/** Something that is there and cannot be looked at; a directory ends with `/`, and the root is empty. */
export interface UnreadableEntry {
  readonly type: 'unreadable';
  readonly relative: string;
  /** The path, as it is shown. */
  readonly subject: string;
  readonly reason: string;
  /** Whether the filters leave it out: a directory may still hold what takes part. */
  readonly isExcluded: boolean;
}

export type SyncRow = SyncEntry | UnreadableEntry;
