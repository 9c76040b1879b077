import type { ByteSource } from '../bytes/byte-source.ts';
import { digestSource } from '../bytes/hashing.ts';
import { readStream } from '../bytes/read-stream.ts';
import { referenceKeyOf } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import { referenceMetadata } from '../metadata/write-metadata.ts';
import type { CachedReference } from '../ports/reference-cache-port.ts';
import type { StoredObject } from '../ports/storage-port.ts';
import { openReference } from './open-reference.ts';

/** The reference of a deltaspace, open for encoding against it. */
export interface DeltaspaceReference {
  readonly address: ObjectAddress;
  readonly sha256: string;
  readonly stored: StoredObject;
  readonly bytes: CachedReference;
  /** Whether this call wrote it. */
  readonly created: boolean;
}

export interface ReferenceRequest {
  /** The logical object that is being put; it becomes the reference when there is none. */
  readonly address: ObjectAddress;
  readonly source: ByteSource;
  readonly signal: AbortSignal | undefined;
}

/** How often a reference may vanish or change under us before we store the object whole. */
const ATTEMPTS = 5;

/**
 * Opens the reference of the object's deltaspace, or makes the object it. `undefined` when the place is taken
 * by something that deltas cannot rely on: then the object is stored whole.
 */
export async function openDeltaspaceReference(
  engine: Engine,
  request: ReferenceRequest,
): Promise<DeltaspaceReference | undefined> {
  const address = { bucket: request.address.bucket, key: referenceKeyOf(request.address.key) };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const stored = await engine.storage.head(address, { signal: request.signal });
    const reference =
      stored === undefined
        ? await createReference(engine, request, address)
        : await openExisting(engine, request, stored);
    if (reference !== 'again') return reference;
  }
  engine.observe({ type: 'reference-blocked', address });
  return undefined;
}

type Outcome = DeltaspaceReference | 'again' | undefined;

async function openExisting(
  engine: Engine,
  request: ReferenceRequest,
  stored: StoredObject,
): Promise<Outcome> {
  const { signal } = request;
  const address = { bucket: request.address.bucket, key: stored.key };
  const classified = classify(stored);
  if (classified.kind !== 'reference' || classified.sha256 === undefined) {
    engine.observe({ type: 'reference-blocked', address });
    return undefined;
  }
  const { sha256 } = classified;
  try {
    const wanted = { address: request.address, sha256, keys: [address.key], signal };
    const bytes = await openReference(engine, wanted);
    return { address, sha256, stored, bytes, created: false };
  } catch (error) {
    if (DeltaGliderError.is(error, 'REFERENCE_MISSING')) return 'again';
    if (!DeltaGliderError.is(error, 'INTEGRITY_MISMATCH')) throw error;
    engine.observe({ type: 'reference-blocked', address });
    return undefined;
  }
}

async function createReference(
  engine: Engine,
  request: ReferenceRequest,
  address: ObjectAddress,
): Promise<Outcome> {
  const { source, signal } = request;
  const digest = await digestSource(engine, source, { signal });
  const metadata = referenceMetadata({
    ...digest,
    tool: engine.tool,
    key: request.address.key,
    createdAt: engine.clock(),
  });
  try {
    const stored = await engine.storage.put(address, source, { metadata, ifAbsent: true, signal });
    engine.observe({ type: 'reference-created', address, size: stored.size });
    const bytes = await keepLocally(engine, request, digest.sha256);
    return { address, sha256: digest.sha256, stored, bytes, created: true };
  } catch (error) {
    // Someone else was first; theirs is the reference now.
    if (DeltaGliderError.is(error, 'OBJECT_EXISTS')) return 'again';
    // This store cannot hold the key, in a directory for instance because a folder has the name.
    if (!DeltaGliderError.is(error, 'INVALID_ARGUMENT')) throw error;
    engine.observe({ type: 'reference-blocked', address });
    return undefined;
  }
}

/** The next object of this deltaspace finds the reference in the cache; this one has it at hand anyway. */
async function keepLocally(
  engine: Engine,
  { source, signal }: ReferenceRequest,
  sha256: string,
): Promise<CachedReference> {
  try {
    const cached = await engine.cache.put(sha256, readStream(source, { signal }), { signal });
    await cached.close();
  } catch (error) {
    signal?.throwIfAborted();
    engine.observe({ type: 'cache-failed', sha256, error });
  }
  return {
    size: source.size,
    read: (offset, length, options) => source.read(offset, length, options),
    close: async () => undefined,
  };
}

/**
 * Whether the reference is still in its place after a delta was committed against it. One that is gone is put
 * back, so that a concurrent delete cannot leave a dangling delta behind a success.
 */
export async function ensureReferenceStands(
  engine: Engine,
  reference: DeltaspaceReference,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { address, sha256 } = reference;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await engine.storage.head(address, { signal });
    if (found !== undefined) {
      const classified = classify(found);
      return classified.kind === 'reference' && classified.sha256 === sha256;
    }
    try {
      const { metadata } = reference.stored;
      await engine.storage.put(address, reference.bytes, { metadata, ifAbsent: true, signal });
      engine.observe({ type: 'reference-restored', address, sha256 });
      return true;
    } catch (error) {
      if (!DeltaGliderError.is(error, 'OBJECT_EXISTS')) throw error;
    }
  }
  return false;
}
