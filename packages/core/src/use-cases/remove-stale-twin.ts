import { assertLogicalKey } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import type { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { isDamage } from '../errors/is-damage.ts';
import { collectAndRescue } from '../objects/collect-and-rescue.ts';
import { currentVariant, describe, findVariants, type Variant } from '../objects/locate.ts';
import { openBody } from '../objects/open-body.ts';
import { isOvertaken } from '../objects/store-anew.ts';

export interface RemoveStaleTwinInput {
  /** The logical address. */
  readonly address: ObjectAddress;
  /**
   * A writer may still be about to settle twins of which one is younger than this: they are left alone. Two
   * creators of one key are among those who need that time.
   */
  readonly notAfter: Date;
  /** Tells what would be done, and does nothing. @default false */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type RemoveStaleTwinResult =
  /** There is one variant, or none, or somebody else is at work on them. */
  | { readonly outcome: 'single' }
  | { readonly outcome: 'young' }
  /** The older variant was removed, or would be; which one that is. */
  | { readonly outcome: 'removed'; readonly stale: 'delta' | 'whole' }
  /** The newer variant cannot be read, so nothing was touched. */
  | {
      readonly outcome: 'damaged';
      readonly stale: 'delta' | 'whole';
      readonly error: DeltaGliderError;
      /** Whether the older one can be read. */
      readonly isStaleReadable: boolean;
    };

/**
 * Removes the older of two variants of one logical object, when the newer one has been read whole, and only if
 * the older one is unchanged.
 * @throws what the storage throws
 */
export async function removeStaleTwin(
  engine: Engine,
  input: RemoveStaleTwinInput,
): Promise<RemoveStaleTwinResult> {
  input.signal?.throwIfAborted();
  assertLogicalKey(input.address);
  try {
    return await settle(engine, input);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    return { outcome: 'single' };
  }
}

async function settle(engine: Engine, input: RemoveStaleTwinInput): Promise<RemoveStaleTwinResult> {
  const { address, notAfter, dryRun = false, signal } = input;
  const variants = await findVariants(engine, address, { signal });
  const { delta, direct } = variants;
  if (delta === undefined || direct === undefined) return { outcome: 'single' };
  const isDeltaCurrent = currentVariant(variants) === delta;
  const [current, other] = isDeltaCurrent ? [delta, direct] : [direct, delta];
  const stale = isDeltaCurrent ? 'whole' : 'delta';
  if (current.physical.lastModified > notAfter) return { outcome: 'young' };
  const error = await damageOf(engine, input, current);
  if (error !== undefined) {
    const isStaleReadable = (await damageOf(engine, input, other)) === undefined;
    return { outcome: 'damaged', stale, error, isStaleReadable };
  }
  if (dryRun) return { outcome: 'removed', stale };
  const place = { bucket: address.bucket, key: other.physical.key };
  await engine.storage.delete(place, { ifMatch: other.physical.etag, signal });
  engine.observe({ type: 'twin-removed', address: place });
  if (stale === 'delta') await collectAndRescue(engine, address, signal);
  return { outcome: 'removed', stale };
}

/** Reads the variant to its end; `undefined` when nothing is wrong with it. */
async function damageOf(
  engine: Engine,
  { address, signal }: RemoveStaleTwinInput,
  variant: Variant,
): Promise<DeltaGliderError | undefined> {
  try {
    const body = await openBody(engine, describe(address, variant), { signal });
    for await (const _ of body) signal?.throwIfAborted();
    return undefined;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return error;
  }
}
