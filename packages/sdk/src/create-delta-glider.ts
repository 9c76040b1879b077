import { createHash, type Hash } from 'node:crypto';
import type { CacheObserver } from '@deltaglider/cache';
import {
  DeltaGliderError,
  copyObject,
  createEngine,
  defaultFileTypePolicy,
  deleteObject,
  getObject,
  headObject,
  listObjects,
  MemoryListingCache,
  putObject,
  verifyObject,
  type BucketAdminPort,
  type CopyObjectInput,
  type DeleteObjectInput,
  type DeleteResult,
  type DeltaCodecPort,
  type Engine,
  type EngineObserver,
  type FileTypePolicy,
  type GetObjectInput,
  type HeadObjectInput,
  type IncompleteUploadsPort,
  type ListingCachePort,
  type ListObjectsInput,
  type LogicalEntry,
  type LogicalObject,
  type LogicalObjectBody,
  type PresigningPort,
  type PutObjectInput,
  type PutResult,
  type StoreDiagnosticsPort,
  type VerifyObjectInput,
  type VerifyResult,
} from '@deltaglider/core';
import { defaultCacheDirectory } from './cache/default-cache-directory.ts';
import { lazyCache } from './cache/lazy-cache.ts';
import { lazyListingCache } from './cache/lazy-listing-cache.ts';
import type { S3Connection } from './backends/s3/s3-connection.ts';
import type { StoreBackend } from './backends/store-backend.ts';
import { DEFAULT_CODEC } from './default-codec.ts';
import { createRegistry, type Registry } from './registry.ts';
import { FileScratch } from './scratch/file-scratch.ts';
import { VERSION } from './version.ts';

export interface CacheSettings {
  /** @default 'disk' */
  readonly backend?: 'disk' | 'memory' | undefined;
  /** @default `.cache/deltaglider` in the home directory */
  readonly directory?: string | undefined;
  /** @default 10 GiB on disk, 100 MiB in memory */
  readonly maxBytes?: number | undefined;
  /** 32 bytes in base64. @default a key file beside the cache */
  readonly encryptionKey?: string | undefined;
  /** What an error calls the key: the name of the variable that it came from, say. */
  readonly encryptionKeySource?: string | undefined;
  /** Hears of hits, misses, evictions and dropped entries. */
  readonly observe?: CacheObserver | undefined;
}

export interface DeltaGliderOptions {
  /**
   * A store's URL (`s3:` for S3 with the settings of `aws`, `file:///var/lib/deltaglider` for a directory), or a
   * store of your own, from `openS3Store` for instance.
   */
  readonly store: string | StoreBackend;
  /** How to reach the store of an `s3:` URL; a registry of the caller's has its own. @default as `aws` would */
  readonly s3?: S3Connection | undefined;
  /**
   * What new deltas are made with, by its name in the registry. `xdelta3` makes VCDIFF of the bytes as they are, which
   * the predecessors read, too. `auto` looks through the compression of zip, gzip, tar and what is inside them where
   * that pays, and is `xdelta3` for everything else; `archive` looks through whatever it can, `archive:smallest` tries
   * both ways for every object, `archive:fastest` restores fastest. Each reads what all others have stored.
   * @default DEFAULT_CODEC
   */
  readonly codec?: string | undefined;
  readonly cache?: CacheSettings | undefined;
  /** What differs from `defaultFileTypePolicy`. */
  readonly policy?: Partial<FileTypePolicy> | undefined;
  /** Deltas of this part of the logical size or more are given up; 0 < ratio <= 1. @default 0.5 */
  readonly maxRatio?: number | undefined;
  /** Where large temporary bytes go. @default the system's temporary directory */
  readonly scratchDirectory?: string | undefined;
  readonly observe?: EngineObserver | undefined;
  /** Its codecs stay open for other uses. @default one of its own, closed with this */
  readonly registry?: Registry | undefined;
  /** Adds codecs and backends to the registry, before the store is opened. @default adds none */
  readonly register?: ((registry: Registry) => void) | undefined;
}

/** The use cases, bound to one store. Close it when done. */
export interface DeltaGlider extends AsyncDisposable {
  readonly engine: Engine;
  readonly buckets: BucketAdminPort;
  /** Names the store among all others, the same in every process, where it has such a name. */
  readonly identity: string | undefined;
  /** How many objects to move at the same time where nobody says. */
  readonly concurrency: number | undefined;
  /** The region of AWS that it is asked in; absent for what is not AWS. */
  readonly region: string | undefined;
  /** Absent where the store knows no uploads in parts. */
  readonly uploads: IncompleteUploadsPort | undefined;
  /** Absent where the store does not answer to URLs. */
  readonly presigning: PresigningPort | undefined;
  /** Absent where the store has nothing to tell of itself. */
  readonly diagnostics: StoreDiagnosticsPort | undefined;
  readonly put: (input: PutObjectInput) => Promise<PutResult>;
  readonly get: (input: GetObjectInput) => Promise<LogicalObjectBody>;
  readonly head: (input: HeadObjectInput) => Promise<LogicalObject | undefined>;
  readonly delete: (input: DeleteObjectInput) => Promise<DeleteResult>;
  readonly list: (input: ListObjectsInput) => AsyncIterable<LogicalEntry>;
  readonly copy: (input: CopyObjectInput) => Promise<PutResult>;
  readonly verify: (input: VerifyObjectInput) => Promise<VerifyResult>;
  /** Releases connections, temporary caches and workers; idempotent. */
  readonly close: () => Promise<void>;
}

/**
 * Puts storage, codec and cache together.
 * @throws INVALID_ARGUMENT, UNSUPPORTED for a store or a codec that is not known
 */
export async function createDeltaGlider(options: DeltaGliderOptions): Promise<DeltaGlider> {
  const { scratchDirectory, s3, codec: codecName = DEFAULT_CODEC } = options;
  const cache = lazyCache(() => openCache(options.cache ?? {}));
  const registry = options.registry ?? createRegistry({ scratchDirectory, s3, cache });
  options.register?.(registry);
  const backend = await openStore(registry, options.store);
  const engine = createEngine({
    storage: backend.storage,
    cache,
    listingCache: lazyListingCache(() => openListings(options.cache ?? {}, backend.identity)),
    scratch: new FileScratch({ directory: scratchDirectory }),
    codec: codecNamed(registry, codecName),
    findCodec: (name) => registry.findCodec(name),
    sha256: () => createHash('sha256'),
    md5: md5IfAllowed(),
    policy: { ...defaultFileTypePolicy, ...options.policy },
    maxRatio: options.maxRatio,
    tool: `deltaglider/${VERSION}`,
    observe: options.observe,
  });
  return bind(engine, backend, async () => {
    // A registry of the caller's may serve others. Its codecs may hold entries of the cache open.
    if (options.registry === undefined) await registry.close();
    await cache.close();
    await backend.close?.();
  });
}

function bind(engine: Engine, backend: StoreBackend, release: () => Promise<void>): DeltaGlider {
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= release());
  return {
    engine,
    buckets: backend.buckets,
    identity: backend.identity,
    concurrency: backend.concurrency,
    region: backend.region,
    uploads: backend.uploads,
    presigning: backend.presigning,
    diagnostics: backend.diagnostics,
    put: (input) => putObject(engine, input),
    get: (input) => getObject(engine, input),
    head: (input) => headObject(engine, input),
    delete: (input) => deleteObject(engine, input),
    list: (input) => listObjects(engine, input),
    copy: (input) => copyObject(engine, input),
    verify: (input) => verifyObject(engine, input),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openStore(registry: Registry, store: string | StoreBackend): Promise<StoreBackend> {
  return typeof store === 'string' ? await registry.openBackend(store) : store;
}

async function openCache(settings: CacheSettings) {
  const { openReferenceCache } = await import('@deltaglider/cache');
  return await openReferenceCache({
    ...placeOf(settings),
    maxBytes: settings.maxBytes,
    onEvent: settings.observe,
  });
}

/** Rows of a store that has no name are like those of any other: only this process can tell them apart. */
async function openListings(
  settings: CacheSettings,
  store: string | undefined,
): Promise<ListingCachePort> {
  if (store === undefined) return new MemoryListingCache();
  const { openListingCache } = await import('@deltaglider/cache');
  return (await openListingCache({ ...placeOf(settings), store })).cache;
}

function placeOf(settings: CacheSettings) {
  return {
    backend: settings.backend ?? 'disk',
    directory: settings.directory ?? defaultCacheDirectory(),
    key: settings.encryptionKey,
    keySource: settings.encryptionKeySource,
  };
}

function codecNamed(registry: Registry, name: string): DeltaCodecPort {
  const codec = registry.findCodec(name);
  if (codec !== undefined) return codec;
  throw new DeltaGliderError('INVALID_ARGUMENT', `There is no codec "${name}".`, {
    details: { hint: `Known are ${registry.codecNames().join(', ')}.` },
  });
}

/** A system in FIPS mode has no MD5; then ETags come from the SHA-256. */
function md5IfAllowed(): (() => Hash) | undefined {
  try {
    createHash('md5');
    return () => createHash('md5');
  } catch {
    return undefined;
  }
}
