import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { collectAndRescue } from '../objects/collect-and-rescue.ts';

export interface RemoveUnusedReferenceInput {
  /** The physical address of the reference, or of any other object of its deltaspace. */
  readonly address: ObjectAddress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Moves the reference of a deltaspace to the trash when no delta needs it: what a delete does with the last
 * delta, for one that was left behind. Resolves to whether it was removed.
 */
export async function removeUnusedReference(
  engine: Engine,
  { address, signal }: RemoveUnusedReferenceInput,
): Promise<boolean> {
  signal?.throwIfAborted();
  return await collectAndRescue(engine, address, signal);
}
