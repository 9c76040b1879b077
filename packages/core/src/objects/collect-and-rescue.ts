import { DELTA_SUFFIX, referenceKeyOf } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { collectReference, type Referent } from '../references/collect-reference.ts';
import { describe } from './locate.ts';
import { openBody } from './open-body.ts';
import { storeObject } from './store-object.ts';
import { tagsOf } from './tags-of.ts';

/**
 * Removes the reference of the object's deltaspace when nothing needs it any more. Deltas that lost theirs to
 * a newer one in a race are stored anew against it. Resolves to whether the reference was removed.
 */
export async function collectAndRescue(
  engine: Engine,
  address: ObjectAddress,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const reference = { bucket: address.bucket, key: referenceKeyOf(address.key) };
  const outcome = await collectReference(engine, reference, signal);
  for (const referent of outcome.stranded) {
    await storeAnew(engine, { bucket: reference.bucket, referent, signal });
  }
  return outcome.removed;
}

interface Rescue {
  readonly bucket: string;
  readonly referent: Referent;
  readonly signal: AbortSignal | undefined;
}

/** Whoever came in between has stored, replaced or deleted the object by now: it needs no rescue. */
const OVERTAKEN = ['PRECONDITION_FAILED', 'OBJECT_EXISTS', 'OBJECT_NOT_FOUND'] as const;

async function storeAnew(engine: Engine, rescue: Rescue): Promise<void> {
  try {
    await restoreAndStore(engine, rescue);
  } catch (error) {
    if (!OVERTAKEN.some((code) => DeltaGliderError.is(error, code))) throw error;
  }
}

/** Restores the object by the reference in the trash and puts it again. */
async function restoreAndStore(
  engine: Engine,
  { bucket, referent, signal }: Rescue,
): Promise<void> {
  const key = referent.physical.key.slice(0, -DELTA_SUFFIX.length);
  const object = describe({ bucket, key }, referent);
  const tags = await tagsOf(engine, object, signal);
  const body = await openBody(engine, object, { signal });
  const source = await engine.scratch.write(body, { signal });
  try {
    await storeObject(engine, {
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
