import type { AbortOptions } from '../bytes/byte-source.ts';

/** An upload in parts that was begun and neither completed nor aborted. Its parts take room; no listing shows them. */
export interface IncompleteUpload {
  readonly key: string;
  /** What the store calls it; one key may have several. */
  readonly uploadId: string;
  readonly startedAt: Date;
}

export interface ListIncompleteUploadsOptions extends AbortOptions {
  /** Only uploads of keys that begin with it. @default '' */
  readonly prefix?: string | undefined;
}

/**
 * Uploads in parts that somebody left behind; a port of its own, because not every store has them. Both methods
 * reject as those of a StoragePort do.
 */
export interface IncompleteUploadsPort {
  /** In no particular order, lazily paged. */
  listIncompleteUploads(
    bucket: string,
    options?: ListIncompleteUploadsOptions,
  ): AsyncIterable<IncompleteUpload>;
  /** Frees the parts. Idempotent: an upload that is completed or gone is a success, and its object is kept. */
  abortIncompleteUpload(
    bucket: string,
    upload: Pick<IncompleteUpload, 'key' | 'uploadId'>,
    options?: AbortOptions,
  ): Promise<void>;
}
