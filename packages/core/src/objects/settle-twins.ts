import { deltaKeyOf } from '../domain/deltaspace.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { PutResult } from '../use-cases/put-result.ts';
import { alreadyThere, type Previous } from './condition.ts';
import { findVariants, type Variants } from './locate.ts';
import type { StoreRequest } from './store-request.ts';

/** What a put has written, and what it found before. */
export interface Committed {
  readonly previous: Previous;
  readonly result: PutResult;
}

type TwinRequest = Pick<
  StoreRequest,
  'address' | 'signal' | 'ifAbsent' | 'ifMatch' | 'customerKey'
>;

/**
 * Leaves one variant of the logical object, once the new one is committed. Resolves to whether the other one
 * was removed.
 * @throws OBJECT_EXISTS, PRECONDITION_FAILED when a condition turns out to have been lost to the other variant
 */
export async function settleTwins(
  engine: Engine,
  request: TwinRequest,
  committed: Committed,
): Promise<boolean> {
  if (request.ifAbsent === true) await yieldToTwin(engine, request, committed);
  return await removeTwin(engine, request, committed);
}

/**
 * Two creators of one key may choose different variants, which no condition of the store keeps apart. Whoever
 * sees the other's takes its own back: both may lose, but never may both win.
 */
async function yieldToTwin(
  engine: Engine,
  request: TwinRequest,
  { previous, result }: Committed,
): Promise<void> {
  const variants = await findVariants(engine, request.address, request);
  const twin = result.stored === 'delta' ? variants.direct : variants.delta;
  if (twin === undefined || variants[result.stored] === undefined) return;
  // What this put itself left there on its way is nobody else's.
  if (twin.physical.etag === previous.delta?.physical.etag) return;
  await takeBack(engine, request, { variants, result });
  throw alreadyThere(request.address);
}

/**
 * Only the twin that was seen before this put is removed, and only while it is unchanged: two writers that
 * overwrite each other in different variants must not delete each other's success.
 */
async function removeTwin(
  engine: Engine,
  request: TwinRequest,
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
    if (request.ifMatch === undefined) return false;
    // Somebody replaced, in its own place, what this put was to replace from the other variant: they won.
    const variants = await findVariants(engine, request.address, request);
    await takeBack(engine, request, { variants, result });
    throw error;
  }
}

interface Found {
  readonly variants: Variants;
  readonly result: PutResult;
}

/** Deletes what this put wrote, if it is still that. */
async function takeBack(
  engine: Engine,
  { address, signal }: TwinRequest,
  { variants, result }: Found,
): Promise<void> {
  const own = variants[result.stored]?.physical;
  if (own?.metadata['dg-file-sha256'] !== result.sha256) return;
  const place = { bucket: address.bucket, key: own.key };
  await engine.storage.delete(place, { ifMatch: own.etag, signal });
}
