import { watched } from '../bytes/watched.ts';
import { discard } from '../bytes/discard.ts';
import { hashContent, hashed } from '../bytes/hashing.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import { trashKeyOf } from '../domain/deltaspace.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import { assertReadable } from '../objects/assert-readable.ts';
import type { CachedReference } from '../ports/reference-cache-port.ts';
import type { StoredObjectBody } from '../ports/storage-port.ts';

/** A reference that is needed, by its digest, and the places where it may be. */
export interface WantedReference {
  /** Whose reference it is, for messages. */
  readonly address: ObjectAddress;
  readonly sha256: string;
  /** Keys in the same bucket, best first; the trash is looked into after them. */
  readonly keys: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/**
 * Downloads the reference into the cache, from the first place that holds these bytes.
 * @throws REFERENCE_MISSING when no place has it; INTEGRITY_MISMATCH when one has it, but damaged; UNSUPPORTED
 * when one may have it, but encrypted
 */
export async function fetchReference(
  engine: Engine,
  wanted: WantedReference,
): Promise<CachedReference> {
  const keys = [...wanted.keys, trashKeyOf(wanted.sha256)];
  let damage: unknown;
  for (const key of keys) {
    try {
      const found = await fetchFrom(engine, wanted, key);
      if (found !== undefined) return found;
    } catch (error) {
      if (!isAboutThisPlace(error)) throw error;
      damage ??= error;
    }
  }
  if (damage === undefined) throw missing(wanted, keys);
  throw DeltaGliderError.is(damage, 'UNSUPPORTED')
    ? encrypted(wanted, damage)
    : damaged(wanted, damage);
}

/** Another place may still have the reference, whole and readable. */
function isAboutThisPlace(error: unknown): boolean {
  return (
    DeltaGliderError.is(error, 'INTEGRITY_MISMATCH') || DeltaGliderError.is(error, 'UNSUPPORTED')
  );
}

async function fetchFrom(
  engine: Engine,
  wanted: WantedReference,
  key: string,
): Promise<CachedReference | undefined> {
  const { sha256, signal } = wanted;
  const address = { bucket: wanted.address.bucket, key };
  const stored = await openStored(engine, wanted, address);
  if (stored === undefined) return undefined;
  const body = watched(stored.body);
  try {
    const reference = await engine.cache.put(sha256, body.stream, { signal });
    engine.observe({ type: 'reference-fetched', address, size: stored.size });
    return reference;
  } catch (error) {
    signal?.throwIfAborted();
    body.rethrow();
    if (DeltaGliderError.is(error, 'INTEGRITY_MISMATCH')) throw error;
    engine.observe({ type: 'cache-failed', sha256, error });
    return await putAside(engine, wanted, address);
  } finally {
    await discard(stored.body);
  }
}

/** The object at this place, unless it is absent or says itself that it is another reference. */
async function openStored(
  engine: Engine,
  wanted: WantedReference,
  address: ObjectAddress,
): Promise<StoredObjectBody | undefined> {
  const described = await engine.storage.head(address, { signal: wanted.signal });
  if (described === undefined) return undefined;
  const classified = classify(described);
  if (classified.kind === 'reference') assertReadable(address, classified.encryption);
  const recorded = 'sha256' in classified ? classified.sha256 : undefined;
  if (recorded !== undefined && recorded !== wanted.sha256) return undefined;
  try {
    return await engine.storage.get(address, { signal: wanted.signal });
  } catch (error) {
    if (DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The way without a cache: this one use has its own copy in scratch room. */
async function putAside(
  engine: Engine,
  wanted: WantedReference,
  address: ObjectAddress,
): Promise<CachedReference | undefined> {
  const stored = await openStored(engine, wanted, address);
  if (stored === undefined) return undefined;
  const hasher = hashContent({ sha256: engine.sha256, md5: undefined }, stored.size);
  const content: ByteStream = hashed(stored.body, hasher);
  const bytes = await engine.scratch
    .write(content, { signal: wanted.signal })
    .finally(() => discard(stored.body));
  const { sha256 } = hasher.digest();
  if (sha256 === wanted.sha256) return bytes;
  await bytes.close();
  throw new DeltaGliderError(
    'INTEGRITY_MISMATCH',
    `${formatAddress(address)} has the SHA-256 ${sha256}, not ${wanted.sha256}.`,
    { details: { ...address, expected: wanted.sha256, actual: sha256 } },
  );
}

function missing(wanted: WantedReference, keys: readonly string[]): DeltaGliderError {
  return new DeltaGliderError(
    'REFERENCE_MISSING',
    `The reference of ${formatAddress(wanted.address)} (SHA-256 ${wanted.sha256}) is missing: it is ` +
      `neither at ${keys.map((key) => formatAddress({ ...wanted.address, key })).join(' nor at ')}.`,
    {
      details: {
        ...wanted.address,
        expected: wanted.sha256,
        hint: 'It was deleted or replaced by something else; put it back from a copy of the bucket.',
      },
    },
  );
}

function encrypted(wanted: WantedReference, cause: DeltaGliderError): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `The reference of ${formatAddress(wanted.address)} cannot be read: ${cause.message}`,
    { cause, details: { ...wanted.address, hint: cause.details.hint } },
  );
}

function damaged(wanted: WantedReference, cause: unknown): DeltaGliderError {
  return new DeltaGliderError(
    'INTEGRITY_MISMATCH',
    `The reference of ${formatAddress(wanted.address)} is damaged: its bytes no longer have the ` +
      `SHA-256 ${wanted.sha256}.`,
    {
      cause,
      details: {
        ...wanted.address,
        expected: wanted.sha256,
        hint: 'Put the reference back from a copy of the bucket.',
      },
    },
  );
}
