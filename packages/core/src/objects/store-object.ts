import { codecNames } from '../domain/codec-names.ts';
import { fitsAsDelta, hasReservedName, nameOf } from '../domain/deltaspace.ts';
import { isDeltaName } from '../domain/file-type-policy.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { ObjectSettings } from '../ports/storage-port.ts';
import { classify } from '../metadata/classify.ts';
import { assertMetadataFits } from '../metadata/user-metadata.ts';
import { deltaMetadata } from '../metadata/write-metadata.ts';
import type { DirectReason, PutResult } from '../use-cases/put-result.ts';
import { assertCondition, findPrevious, type Previous } from './condition.ts';
import { storeDelta } from './store-delta.ts';
import { storeDirect, type DirectContext } from './store-direct.ts';
import type { StoreRequest } from './store-request.ts';
import { settleTwins, type Committed } from './settle-twins.ts';

export interface StoreOutcome {
  readonly result: PutResult;
  /** A delta gave way to a whole object: its reference may have lost its last user. */
  readonly deltaRemoved: boolean;
}

/** Writes the new variant first, and only then removes the other variant of the same logical key. */
export async function storeObject(engine: Engine, request: StoreRequest): Promise<StoreOutcome> {
  assertRoomForMetadata(engine, request);
  const why = reasonForDirect(engine, { ...request, size: request.source.size });
  const found = await findPrevious(engine, request, why === undefined ? 'direct' : 'delta');
  assertCondition(request, found);
  const { previous, result } =
    why === undefined
      ? await storeDeltaOrDirect(engine, request, found)
      : await storeWhole(engine, request, { previous: found, reason: why });
  const removed = await settleTwins(engine, request, { previous, result });
  return { result, deltaRemoved: removed && result.stored === 'direct' };
}

/** Checks the longest metadata that this put may write, before it writes anything. */
function assertRoomForMetadata(engine: Engine, request: StoreRequest): void {
  const digest = 'f'.repeat(64);
  const longest = {
    tool: engine.tool,
    key: request.address.key,
    size: request.source.size,
    sha256: digest,
    md5: digest.slice(32),
    createdAt: request.createdAt ?? engine.clock(),
    referenceSha256: digest,
    deltaSize: request.source.size,
  };
  for (const codec of codecNames(engine.codec)) {
    const ours = deltaMetadata({ ...longest, codec });
    assertMetadataFits(request.address, { ...request.metadata, ...ours });
  }
}

async function storeWhole(
  engine: Engine,
  request: StoreRequest,
  context: DirectContext,
): Promise<Committed> {
  return {
    previous: context.previous,
    result: await storeDirect(engine, request, context),
  };
}

async function storeDeltaOrDirect(
  engine: Engine,
  request: StoreRequest,
  found: Previous,
): Promise<Committed> {
  const { result: outcome, leftover } = await storeDelta(engine, request, found);
  if (typeof outcome !== 'string') return { previous: found, result: outcome };
  if (hasReservedName(request.address.key)) throw onlyAsDelta(request.address, outcome);
  // A delta that was written and then lost its reference is now what the whole object replaces.
  const own = leftover && { physical: leftover, classified: classify(leftover) };
  const { delta } = own ? { delta: own } : await findPrevious(engine, request, 'delta');
  const previous = { ...found, delta };
  return await storeWhole(engine, request, { previous, reason: outcome });
}

export interface DirectQuestion extends Pick<ObjectSettings, 'access' | 'customerKey'> {
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
  const unshared = reasonAgainstSharing(request);
  if (hasReservedName(key)) {
    const reason = unshared ?? (fitsAsDelta(key) ? undefined : 'key-too-long');
    if (reason === undefined) return undefined;
    throw onlyAsDelta(request.address, reason);
  }
  if (request.delta === false) return 'asked';
  if (!isDeltaName(engine.policy, nameOf(key))) return 'file-type';
  if (request.size < engine.policy.minSize) return 'too-small';
  if (unshared !== undefined) return unshared;
  return fitsAsDelta(key) ? undefined : 'key-too-long';
}

/** Whoever may read the object must be able to read its reference too. */
function reasonAgainstSharing({
  access = {},
  customerKey,
}: DirectQuestion): DirectReason | undefined {
  if (customerKey !== undefined) return 'customer-key';
  const grantees = Object.values(access.grants ?? {}).join(' ');
  const isPublic = PUBLIC_ACLS.has(access.acl ?? '') || /Users\b/.test(grantees);
  return isPublic ? 'public' : undefined;
}

const PUBLIC_ACLS = new Set(['public-read', 'public-read-write', 'authenticated-read']);

const WHY: Partial<Record<DirectReason, string>> = {
  'key-too-long': 'its key is too long for that',
  blocked: 'another object has the place of the delta or of its reference',
  codec: 'the codec failed on it',
  'customer-key': 'an object with a customer key is stored whole',
  public: 'an object that everybody may read is stored whole',
};

function onlyAsDelta(address: ObjectAddress, reason: DirectReason): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `${formatAddress(address)} has a name that DeltaGlider uses itself, so it can only be stored as a ` +
      `delta, but ${WHY[reason] ?? 'that did not work'}.`,
    { details: { ...address, hint: 'Store it under another name.' } },
  );
}
