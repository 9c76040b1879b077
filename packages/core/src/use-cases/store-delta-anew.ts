import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { classify } from '../metadata/classify.ts';
import { collectAndRescue } from '../objects/collect-and-rescue.ts';
import { storeAnew } from '../objects/store-anew.ts';
import type { PutResult } from './put-result.ts';

export interface StoreDeltaAnewInput {
  /** The logical address of an object that is stored as a delta. */
  readonly address: ObjectAddress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Restores a delta, if need be by the copy of its reference in the trash or in the local cache, and stores the
 * object once more against the reference that its deltaspace has now. `undefined` when it is a delta no more,
 * or when somebody else has changed it meanwhile.
 * @throws what reading and putting the object throw
 */
export async function storeDeltaAnew(
  engine: Engine,
  { address, signal }: StoreDeltaAnewInput,
): Promise<PutResult | undefined> {
  signal?.throwIfAborted();
  const { bucket, key } = address;
  const physical = await engine.storage.head({ bucket, key: key + DELTA_SUFFIX }, { signal });
  if (physical === undefined) return undefined;
  const classified = classify(physical);
  if (classified.kind !== 'delta') return undefined;
  const referent = { physical, classified };
  const outcome = await storeAnew(engine, { bucket, referent, signal });
  if (outcome?.deltaRemoved === true) await collectAndRescue(engine, address, signal);
  return outcome?.result;
}
