import { deltaKeyOf, fitsAsDelta, hasReservedName, nameOf } from '../domain/deltaspace.ts';
import { isDeltaName } from '../domain/file-type-policy.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import { assertMetadataFits } from '../metadata/user-metadata.ts';
import { deltaMetadata } from '../metadata/write-metadata.ts';
import type { DirectReason, PutResult } from '../use-cases/put-result.ts';
import { alreadyThere, assertCondition, findPrevious, type Previous } from './condition.ts';
import { findVariants } from './locate.ts';
import { storeDelta } from './store-delta.ts';
import { storeDirect } from './store-direct.ts';
import type { StoreRequest } from './store-request.ts';

export interface StoreOutcome {
  readonly result: PutResult;
  /** A delta gave way to a whole object: its reference may have lost its last user. */
  readonly deltaRemoved: boolean;
}

/** Writes the new variant first, and only then removes the other variant of the same logical key. */
export async function storeObject(engine: Engine, request: StoreRequest): Promise<StoreOutcome> {
  const found = await findPrevious(engine, request);
  assertCondition(request, found);
  assertRoomForMetadata(engine, request);
  const { previous, result } = await storeVariant(engine, request, found);
  if (request.ifAbsent === true) await yieldToTwin(engine, request, { previous, result });
  const removed = await removeTwin(engine, request, { previous, result });
  return { result, deltaRemoved: removed && result.stored === 'direct' };
}

/** Checks the longest metadata that this put may write, before it writes anything. */
function assertRoomForMetadata(engine: Engine, request: StoreRequest): void {
  const digest = 'f'.repeat(64);
  const longest = deltaMetadata({
    tool: engine.tool,
    key: request.address.key,
    size: request.source.size,
    sha256: digest,
    md5: digest.slice(32),
    createdAt: request.createdAt ?? engine.clock(),
    referenceSha256: digest,
    deltaSize: request.source.size,
    codec: engine.codec.name,
  });
  assertMetadataFits(request.address, { ...request.metadata, ...longest });
}

async function storeVariant(
  engine: Engine,
  request: StoreRequest,
  found: Previous,
): Promise<Committed> {
  const why = reasonForDirect(engine, { ...request, size: request.source.size });
  if (why !== undefined) {
    const result = await storeDirect(engine, request, { previous: found, reason: why });
    return { previous: found, result };
  }
  const { result: outcome, leftover } = await storeDelta(engine, request, found);
  if (typeof outcome !== 'string') return { previous: found, result: outcome };
  if (hasReservedName(request.address.key)) throw onlyAsDelta(request.address, outcome);
  // A delta that was written and then lost its reference is now what the whole object replaces.
  const delta = leftover && { physical: leftover, classified: classify(leftover) };
  const previous = { ...found, delta: delta ?? found.delta };
  const result = await storeDirect(engine, request, { previous, reason: outcome });
  return { previous, result };
}

export interface DirectQuestion {
  readonly address: ObjectAddress;
  readonly delta?: boolean | undefined;
  readonly size: number;
}

/**
 * Why an object is to be stored whole, `undefined` for a delta. A name of ours has no place for a whole object,
 * so neither the policy nor the caller can ask for one.
 */
export function reasonForDirect(engine: Engine, request: DirectQuestion): DirectReason | undefined {
  const { key } = request.address;
  if (hasReservedName(key)) {
    if (fitsAsDelta(key)) return undefined;
    throw onlyAsDelta(request.address, 'key-too-long');
  }
  if (request.delta === false) return 'asked';
  if (!isDeltaName(engine.policy, nameOf(key))) return 'file-type';
  if (request.size < engine.policy.minSize) return 'too-small';
  return fitsAsDelta(key) ? undefined : 'key-too-long';
}

const WHY: Partial<Record<DirectReason, string>> = {
  'key-too-long': 'its key is too long for that',
  blocked: 'another object has the place of the delta or of its reference',
  codec: 'the codec failed on it',
};

function onlyAsDelta(address: ObjectAddress, reason: DirectReason): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `${formatAddress(address)} has a name that DeltaGlider uses itself, so it can only be stored as a ` +
      `delta, but ${WHY[reason] ?? 'that did not work'}.`,
    { details: { ...address, hint: 'Store it under another name.' } },
  );
}

/**
 * Two creators of one key may choose different variants, which no condition of the store keeps apart. Whoever
 * sees the other's takes its own back: both may lose, but never may both win.
 */
export async function yieldToTwin(
  engine: Engine,
  request: Pick<StoreRequest, 'address' | 'signal'>,
  { previous, result }: Committed,
): Promise<void> {
  const { address, signal } = request;
  const { delta, direct } = await findVariants(engine, address, signal);
  if (delta === undefined || direct === undefined) return;
  const [own, twin] =
    result.stored === 'delta'
      ? [delta.physical, direct.physical]
      : [direct.physical, delta.physical];
  // What this put itself left there on its way is nobody else's.
  if (twin.etag === previous.delta?.physical.etag) return;
  const isOurs = own.metadata['dg-file-sha256'] === result.sha256;
  if (isOurs) {
    const options = { ifMatch: own.etag, signal };
    await engine.storage.delete({ bucket: address.bucket, key: own.key }, options);
  }
  throw alreadyThere(address);
}

export interface Committed {
  readonly previous: Previous;
  readonly result: PutResult;
}

/**
 * Only the twin that was seen before this put is removed, and only while it is unchanged: two writers that
 * overwrite each other in different variants must not delete each other's success.
 */
export async function removeTwin(
  engine: Engine,
  request: Pick<StoreRequest, 'address' | 'signal' | 'ifMatch'>,
  { previous, result }: Committed,
): Promise<boolean> {
  const twin = result.stored === 'delta' ? previous.direct : previous.delta;
  if (twin === undefined) return false;
  const { bucket, key } = request.address;
  const address = { bucket, key: result.stored === 'delta' ? key : deltaKeyOf(key) };
  try {
    const ifMatch = twin.physical.etag;
    await engine.storage.delete(address, { ifMatch, signal: request.signal });
    engine.observe({ type: 'twin-removed', address });
    return true;
  } catch (error) {
    if (!DeltaGliderError.is(error, 'PRECONDITION_FAILED')) throw error;
    if (request.ifMatch !== undefined) await takeBack(engine, request, { result, error });
    return false;
  }
}

/**
 * Somebody replaced, in its own place, what this put was to replace from the other variant: they won.
 * @throws PRECONDITION_FAILED, always
 */
async function takeBack(
  engine: Engine,
  { address, signal }: Pick<StoreRequest, 'address' | 'signal'>,
  { result, error }: { readonly result: PutResult; readonly error: unknown },
): Promise<never> {
  const variants = await findVariants(engine, address, signal);
  const own = (result.stored === 'delta' ? variants.delta : variants.direct)?.physical;
  if (own?.metadata['dg-file-sha256'] === result.sha256) {
    const place = { bucket: address.bucket, key: own.key };
    await engine.storage.delete(place, { ifMatch: own.etag, signal });
  }
  throw error;
}
