import { fitsAsDelta, hasReservedName, nameOf } from '../domain/deltaspace.ts';
import { isDeltaName } from '../domain/file-type-policy.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import { assertMetadataFits } from '../metadata/user-metadata.ts';
import { deltaMetadata } from '../metadata/write-metadata.ts';
import type { DirectReason, PutResult } from '../use-cases/put-result.ts';
import { assertCondition, findPrevious, type Previous } from './condition.ts';
import { storeDelta } from './store-delta.ts';
import { storeDirect } from './store-direct.ts';
import type { StoreRequest } from './store-request.ts';
import { settleTwins, type Committed } from './settle-twins.ts';

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
  const removed = await settleTwins(engine, request, { previous, result });
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
