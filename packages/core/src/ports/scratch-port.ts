import type { AbortOptions, ByteSource, ByteStream } from '../bytes/byte-source.ts';

/** Bytes that were put aside. Close it when done: its room is freed. */
export interface ScratchBytes extends ByteSource {
  /** Frees the room; idempotent. */
  close(): Promise<void>;
}

/** Room for bytes whose size must be known before they are sent on; nothing outlives the process. */
export interface ScratchPort {
  /** Consumes the stream. @throws STORAGE_FULL when there is no room. */
  write(content: ByteStream, options?: AbortOptions): Promise<ScratchBytes>;
}
