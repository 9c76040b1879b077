import type { ByteSource } from '../bytes/byte-source.ts';
import { digestSource } from '../bytes/hashing.ts';
import { readStream } from '../bytes/read-stream.ts';
import { referenceKeyOf } from '../domain/deltaspace.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import { referenceMetadata } from '../metadata/write-metadata.ts';
import type { CachedReference } from '../ports/reference-cache-port.ts';
import type { ObjectPlacement, StoredObject } from '../ports/storage-port.ts';
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
  readonly placement?: ObjectPlacement | undefined;
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
    const stored = await findReference(engine, address, request.signal);
    const reference =
      stored === undefined
        ? await createReference(engine, request, address)
        : await openExisting(engine, request, stored);
    if (reference !== 'again') {
      if (reference !== undefined) remember(engine, address, reference.stored);
      return reference;
    }
    engine.references.delete(formatAddress(address));
  }
  engine.observe({ type: 'reference-blocked', address });
  return undefined;
}

/** As it was when last seen, else as it is: whoever commits against it looks at it again. */
async function findReference(
  engine: Engine,
  address: ObjectAddress,
  signal: AbortSignal | undefined,
): Promise<StoredObject | undefined> {
  const known = engine.references.get(formatAddress(address));
  return known ?? (await engine.storage.head(address, { signal }));
}

/** How many references are remembered. */
const MAX_KNOWN = 10_000;

function remember({ references }: Engine, address: ObjectAddress, stored: StoredObject): void {
  const name = formatAddress(address);
  references.delete(name);
  references.set(name, stored);
  const [oldest] = references.keys();
  if (references.size > MAX_KNOWN && oldest !== undefined) references.delete(oldest);
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
  // The store's own storage class: one that has to be thawed first would make every delta unreadable.
  const { encryption } = request.placement ?? {};
  const placement = encryption && { encryption };
  try {
    const options = { metadata, placement, ifAbsent: true, signal };
    const stored = await engine.storage.put(address, source, options);
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
  engine.references.delete(formatAddress(address));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const found = await engine.storage.head(address, { signal });
    if (found !== undefined) {
      const classified = classify(found);
      const stands = classified.kind === 'reference' && classified.sha256 === sha256;
      if (stands) remember(engine, address, found);
      return stands;
    }
    try {
      const { metadata, placement } = reference.stored;
      const options = { metadata, placement, ifAbsent: true, signal };
      await engine.storage.put(address, reference.bytes, options);
      engine.observe({ type: 'reference-restored', address, sha256 });
      return true;
    } catch (error) {
      if (!DeltaGliderError.is(error, 'OBJECT_EXISTS')) throw error;
    }
  }
  return false;
}
