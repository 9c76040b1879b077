import { referenceKeyOf } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { collectReference } from '../references/collect-reference.ts';
import { storeAnew } from './store-anew.ts';

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
