import type { EngineObserver } from './events/engine-event.ts';
import type { FileTypePolicy } from './domain/file-type-policy.ts';
import type { DeltaCodecPort } from './ports/delta-codec-port.ts';
import type { CreateHash } from './ports/hash.ts';
import type { ListingCachePort } from './ports/listing-cache-port.ts';
import type { ReferenceCachePort } from './ports/reference-cache-port.ts';
import type { ScratchPort } from './ports/scratch-port.ts';
import type { StoragePort, StoredObject } from './ports/storage-port.ts';

/** The record of ports that every use case takes; `createEngine` fills in the defaults. */
export interface Engine {
  readonly storage: StoragePort;
  readonly cache: ReferenceCachePort;
  /** Absent: every listing asks the store anew. */
  readonly listingCache: ListingCachePort | undefined;
  readonly scratch: ScratchPort;
  /** What new deltas are encoded with. */
  readonly codec: DeltaCodecPort;
  /** Finds the codec that a stored delta names; `undefined` for a name nobody registered. */
  readonly findCodec: (name: string) => DeltaCodecPort | undefined;
  readonly sha256: CreateHash;
  /** Absent where the platform has no MD5: then ETags come from the SHA-256. */
  readonly md5: CreateHash | undefined;
  readonly clock: () => Date;
  readonly policy: FileTypePolicy;
  /** Deltas of this part of the logical size or more are given up; 0 < ratio <= 1. */
  readonly maxRatio: number;
  /** Recorded as the writer of every object, like `deltaglider/1.0.0`. */
  readonly tool: string;
  readonly observe: EngineObserver;
  /** References that were in their places when last seen, by bucket and key; looked at again after each use. */
  readonly references: Map<string, StoredObject>;
  /** Reference downloads under way, by digest: one at a time, however many readers wait. */
  readonly flights: Map<string, Promise<unknown>>;
}

/** What a caller has to bring, and may change. */
export interface EngineOptions {
  readonly storage: StoragePort;
  readonly cache: ReferenceCachePort;
  /** Of this store alone: rows of two stores may look alike. @default none */
  readonly listingCache?: ListingCachePort | undefined;
  readonly scratch: ScratchPort;
  readonly codec: DeltaCodecPort;
  /** @default finds `codec` by its own name and by those that it may choose */
  readonly findCodec?: ((name: string) => DeltaCodecPort | undefined) | undefined;
  readonly sha256: CreateHash;
  readonly md5?: CreateHash | undefined;
  /** @default the system's clock */
  readonly clock?: (() => Date) | undefined;
  /** @default defaultFileTypePolicy */
  readonly policy?: FileTypePolicy | undefined;
  /** @default 0.5 */
  readonly maxRatio?: number | undefined;
  readonly tool: string;
  readonly observe?: EngineObserver | undefined;
}
