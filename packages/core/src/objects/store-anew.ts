import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { Referent } from '../references/collect-reference.ts';
import { describe } from './locate.ts';
import { openBody } from './open-body.ts';
import { storeObject, type StoreOutcome } from './store-object.ts';
import { tagsOf } from './tags-of.ts';

export interface StoreAnewRequest {
  readonly bucket: string;
  readonly referent: Referent;
  readonly signal: AbortSignal | undefined;
}

/** Whoever came in between has stored, replaced or deleted the object by now: it needs no rescue. */
const OVERTAKEN = ['PRECONDITION_FAILED', 'OBJECT_EXISTS', 'OBJECT_NOT_FOUND'] as const;

/** Whether somebody else has changed the object that a condition named. */
export function isOvertaken(error: unknown): boolean {
  return OVERTAKEN.some((code) => DeltaGliderError.is(error, code));
}

/**
 * Restores a delta whose reference has been replaced by another one, from wherever its own still is, and puts
 * the object again. `undefined` when somebody else has changed it meanwhile.
 */
export async function storeAnew(
  engine: Engine,
  request: StoreAnewRequest,
): Promise<StoreOutcome | undefined> {
  try {
    return await restoreAndStore(engine, request);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    return undefined;
  }
}

async function restoreAndStore(
  engine: Engine,
  { bucket, referent, signal }: StoreAnewRequest,
): Promise<StoreOutcome> {
  const key = referent.physical.key.slice(0, -DELTA_SUFFIX.length);
  const object = describe({ bucket, key }, referent);
  const tags = await tagsOf(engine, object, signal);
  const body = await openBody(engine, object, { signal });
  const source = await engine.scratch.write(body, { signal });
  try {
    return await storeObject(engine, {
      address: object.address,
      source,
      metadata: object.metadata,
      properties: object.properties,
      placement: object.placement,
      tags,
      maxRatio: engine.maxRatio,
      createdAt: object.lastModified,
      ifMatch: object.etag,
      signal,
    });
  } finally {
    await source.close();
  }
}
