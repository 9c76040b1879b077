/** A file or an object that takes part. */
export interface CheckEntry {
  /** Below the side, with `/` between segments. */
  readonly relative: string;
  readonly size: number;
  /** 64 hex digits, where the listing has them. */
  readonly sha256?: string | undefined;
}

/** What the content of an entry hashes to, and who says so. */
interface EntryDigest {
  readonly sha256: string;
  readonly digest: 'recorded' | 'read';
}

/** One of two trees that are compared. */
export interface CheckSide {
  /** Whether reading an entry is a download. */
  readonly isRemote: boolean;
  /** In UTF-8 byte order of the relative names, read as they are consumed. */
  readonly entries: () => AsyncIterable<CheckEntry>;
  /**
   * With `read`, always from its bytes.
   * @throws what reading throws
   */
  readonly digestOf: (
    entry: CheckEntry,
    options: { readonly read: boolean },
  ) => Promise<EntryDigest>;
}
