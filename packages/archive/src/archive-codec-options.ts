import type {
  CreateHash,
  DeltaCodecPort,
  ReferenceCachePort,
  ScratchPort,
} from '@deltaglider/core';
import type { ArchiveLimits } from './plan/archive-limits.ts';

/** What is worth more: a small delta, or a fast restore. */
export type ArchiveMode = 'auto' | 'smallest' | 'fastest';

export interface ArchiveCodecOptions {
  /** Makes and applies the deltas between what the objects expand to; a VCDIFF codec. */
  readonly inner: DeltaCodecPort;
  readonly sha256: CreateHash;
  /** Where expanded objects are put aside. */
  readonly scratch: ScratchPort;
  /** Keeps expanded references, by the digest of what they expand to. @default none are kept, but the last one */
  readonly cache?: ReferenceCachePort | undefined;
  /** `fastest`: what is left out of a structure must not take time to find again. @default 'auto' */
  readonly mode?: ArchiveMode | undefined;
  /** How many workers run at most; 0 runs everything on the calling thread. @default what the machine can run at once */
  readonly workers?: number | undefined;
  readonly limits?: Partial<ArchiveLimits> | undefined;
}
