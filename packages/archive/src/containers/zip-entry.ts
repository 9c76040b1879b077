import type { StreamMethod } from './found-stream.ts';

/** A member that may be looked into, as the central directory has it. */
export interface ZipEntry {
  /** `undefined`: stored as it is. */
  readonly method: StreamMethod | undefined;
  /** Of its local header, counted from where the archive begins. */
  readonly offset: number;
  /** In the archive, in bytes. */
  readonly size: number;
  readonly expandedSize: number;
  readonly crc: number;
}
