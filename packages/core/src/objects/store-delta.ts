import { deltaKeyOf, hasReservedName } from '../domain/deltaspace.ts';
import { logicalEtag } from '../domain/logical-etag.ts';
import type { Engine } from '../engine.ts';
import { deltaMetadata } from '../metadata/write-metadata.ts';
import type { StoredObject } from '../ports/storage-port.ts';
import {
  ensureReferenceStands,
  openDeltaspaceReference,
  type DeltaspaceReference,
} from '../references/deltaspace-reference.ts';
import type { DirectReason, PutResult } from '../use-cases/put-result.ts';
import { isConditional, physicalCondition, type Previous } from './condition.ts';
import { encodeVerified, type VerifiedDelta } from './encode-verified.ts';
import { placeDelta } from './place-delta.ts';
import type { StoreRequest } from './store-request.ts';

/** How often the reference may be replaced while we encode against it. */
const ATTEMPTS = 8;

/** What became of a delta: stored, or the reason why the object has to be stored whole. */
export interface DeltaOutcome {
  readonly result: PutResult | DirectReason;
  /** A delta that was written on the way, before its reference was lost; it has to go. */
  readonly leftover: StoredObject | undefined;
}

/** Stores the object as a delta, or says why it has to be stored whole. */
export async function storeDelta(
  engine: Engine,
  request: StoreRequest,
  previous: Previous,
): Promise<DeltaOutcome> {
  if (previous.isDeltaPlaceTaken) return { result: 'blocked', leftover: undefined };
  engine.codec.prepare?.();
  let condition = physicalCondition(request, previous.delta);
  let referenceSize = 0;
  let leftover: StoredObject | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const reference = await openDeltaspaceReference(engine, request);
    if (reference === undefined) return { result: 'blocked', leftover };
    if (reference.created) referenceSize = reference.stored.size;
    try {
      const isOurs = leftover !== undefined;
      const outcome = await commit(engine, { ...request, condition, isOurs }, reference);
      if (typeof outcome === 'string') return { result: outcome, leftover };
      if (await ensureReferenceStands(engine, reference, request.signal)) {
        return { result: { ...outcome.result, referenceSize }, leftover: undefined };
      }
      leftover = outcome.stored;
      // What we just wrote is in the way of a conditional second try, unless we name it.
      if (isConditional(condition)) condition = { ifMatch: outcome.stored.etag };
      engine.observe({ type: 'put-retried', address: request.address, attempt });
    } finally {
      await reference.bytes.close();
    }
  }
  return { result: 'blocked', leftover };
}

interface CommitRequest extends StoreRequest {
  readonly condition: ReturnType<typeof physicalCondition>;
  /** An earlier attempt of this put has written what is in the delta's place. */
  readonly isOurs: boolean;
}

interface Commit {
  readonly result: PutResult;
  readonly stored: StoredObject;
}

async function commit(
  engine: Engine,
  request: CommitRequest,
  reference: DeltaspaceReference,
): Promise<Commit | DirectReason> {
  const { address, source, signal, onProgress, maxRatio } = request;
  const reserved = hasReservedName(address.key);
  const outcome = await encodeVerified(engine, {
    address,
    reference: reference.bytes,
    referenceSha256: reference.sha256,
    target: source,
    limit: reserved ? Infinity : maxRatio * source.size,
    signal,
    onProgress,
  });
  if (typeof outcome === 'string') return outcome;
  try {
    return await upload(engine, request, { delta: outcome, reference });
  } finally {
    await outcome.bytes.close();
  }
}

interface Upload {
  readonly delta: VerifiedDelta;
  readonly reference: DeltaspaceReference;
}

async function upload(
  engine: Engine,
  request: CommitRequest,
  { delta, reference }: Upload,
): Promise<Commit | DirectReason> {
  const { address, condition, properties, signal, isOurs } = request;
  const { placement, access, tags } = request;
  const createdAt = request.createdAt ?? engine.clock();
  const ours = deltaMetadata({
    ...delta.content,
    tool: engine.tool,
    key: address.key,
    createdAt,
    referenceSha256: reference.sha256,
    deltaSize: delta.bytes.size,
    codec: delta.choice.codec,
  });
  const metadata = { ...request.metadata, ...ours };
  const place = { bucket: address.bucket, key: deltaKeyOf(address.key) };
  const options = { ...condition, metadata, properties, placement, access, tags, signal };
  const job = { address, place, bytes: delta.bytes, options, isOurs };
  const stored = await placeDelta(engine, job);
  if (stored === 'taken') return 'blocked';
  const result: PutResult = {
    address,
    stored: 'delta',
    reason: undefined,
    codec: delta.choice.codec,
    codecReason: delta.choice.reason,
    size: delta.content.size,
    storedSize: stored.size,
    referenceSize: 0,
    sha256: delta.content.sha256,
    etag: logicalEtag(delta.content),
    lastModified: createdAt,
  };
  return { result, stored };
}
