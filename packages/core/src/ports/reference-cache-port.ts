import type { AbortOptions, ByteSource, ByteStream } from '../bytes/byte-source.ts';

/** An open local copy of a reference. Close it when done; eviction never breaks an open one. */
export interface CachedReference extends ByteSource {
  /** Releases what the copy holds open; idempotent. */
  close(): Promise<void>;
}

/**
 * Local copies of references, addressed by the SHA-256 of their bytes (64 lower-case hex digits).
 * A cache may forget, never lie: `read` of an entry whose bytes are damaged rejects with INTEGRITY_MISMATCH,
 * and the entry is gone afterwards.
 */
export interface ReferenceCachePort {
  /** Resolves to `undefined` when there is no (intact) copy. */
  get(sha256: string, options?: AbortOptions): Promise<CachedReference | undefined>;
  /**
   * Keeps the bytes and resolves to the copy. The whole content is consumed.
   * @throws INTEGRITY_MISMATCH when the bytes do not have this digest; nothing is kept then.
   */
  put(sha256: string, content: ByteStream, options?: AbortOptions): Promise<CachedReference>;
  /** Forgets one entry. */
  delete(sha256: string): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
}
