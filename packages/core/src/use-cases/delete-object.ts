import { assertLogicalKey } from '../domain/deltaspace.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { assertCondition } from '../objects/condition.ts';
import { collectAndRescue } from '../objects/collect-and-rescue.ts';
import { currentVariant, findVariants } from '../objects/locate.ts';
import type { CustomerKey } from '../ports/storage-port.ts';

export interface DeleteObjectInput {
  /** The logical address. */
  readonly address: ObjectAddress;
  /** Delete only the object with this logical ETag, else PRECONDITION_FAILED; gone is a success. */
  readonly ifMatch?: string | undefined;
  /** Of an object that was stored with it. */
  readonly customerKey?: CustomerKey | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DeleteResult {
  /** Whether there was anything to delete. */
  readonly deleted: boolean;
  /** Whether the deltaspace's reference went with its last delta. */
  readonly referenceRemoved: boolean;
}

/** An object that is overwritten while it is being deleted is looked up again this often. */
const ATTEMPTS = 8;

/**
 * Deletes the object, in whichever variant it is stored; an absent one is a success. The reference goes to
 * the trash with the last delta that needed it.
 * @throws UNSUPPORTED for the reference itself, PRECONDITION_FAILED, and what the storage throws
 */
export async function deleteObject(
  engine: Engine,
  input: DeleteObjectInput,
): Promise<DeleteResult> {
  const { address, signal } = input;
  signal?.throwIfAborted();
  assertLogicalKey(address);
  for (let attempt = 1; ; attempt++) {
    try {
      const removed = await deleteVariants(engine, input);
      const referenceRemoved = removed.delta && (await collectAndRescue(engine, address, signal));
      return { deleted: removed.delta || removed.direct, referenceRemoved };
    } catch (error) {
      if (attempt === ATTEMPTS || !DeltaGliderError.is(error, 'PRECONDITION_FAILED')) throw error;
    }
  }
}

/** Deletes only what was seen and understood: in the same place may be an object of another logical key. */
async function deleteVariants(
  engine: Engine,
  input: DeleteObjectInput,
): Promise<{ readonly delta: boolean; readonly direct: boolean }> {
  const { address, ifMatch, signal, customerKey } = input;
  const variants = await findVariants(engine, address, { signal, customerKey });
  const { delta, direct } = variants;
  if ((delta ?? direct) === undefined && variants.reference !== undefined) throw isNeeded(address);
  if ((delta ?? direct) !== undefined) assertCondition({ address, ifMatch, signal }, variants);
  // What counts goes last: a stale twin must not become the object, not even for a moment.
  const isDeltaCurrent = currentVariant(variants) === delta;
  for (const variant of isDeltaCurrent ? [direct, delta] : [delta, direct]) {
    if (variant === undefined) continue;
    const { key, etag } = variant.physical;
    await engine.storage.delete({ bucket: address.bucket, key }, { ifMatch: etag, signal });
  }
  return { delta: delta !== undefined, direct: direct !== undefined };
}

function isNeeded(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'UNSUPPORTED',
    `${formatAddress(address)} is the reference that the deltas beside it need, so it is not deleted by itself.`,
    { details: { ...address, hint: 'It goes with the last of those deltas.' } },
  );
}
