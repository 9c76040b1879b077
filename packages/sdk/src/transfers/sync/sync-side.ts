import type { SyncEntry, SyncRow } from './sync-row.ts';

/** One of the two trees that a sync compares. */
export interface SyncSide {
  /** In UTF-8 byte order of the relative names, read as they are consumed. */
  readonly rows: () => AsyncIterable<SyncRow>;
  /** 64 hex digits; `undefined` where nobody recorded any. */
  readonly sha256Of: (entry: SyncEntry) => Promise<string | undefined>;
}
