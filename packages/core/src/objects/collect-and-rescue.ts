import { DELTA_SUFFIX, referenceKeyOf } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { collectReference, type Referent } from '../references/collect-reference.ts';
import { describe } from './locate.ts';
import { openBody } from './open-body.ts';
import { storeObject } from './store-object.ts';

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

/** Restores the object by the reference in the trash and puts it again, unless someone replaced it by now. */
async function storeAnew(engine: Engine, { bucket, referent, signal }: Rescue): Promise<void> {
  const key = referent.physical.key.slice(0, -DELTA_SUFFIX.length);
  const object = describe({ bucket, key }, referent);
  const body = await openBody(engine, object, { signal });
  const source = await engine.scratch.write(body, { signal });
  try {
    await storeObject(engine, {
      address: object.address,
      source,
      metadata: object.metadata,
      properties: object.properties,
      maxRatio: engine.maxRatio,
      createdAt: object.lastModified,
      ifMatch: object.etag,
      signal,
    });
  } catch (error) {
    if (!DeltaGliderError.is(error, 'PRECONDITION_FAILED')) throw error;
  } finally {
    await source.close();
  }
}
