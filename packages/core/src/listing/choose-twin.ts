import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { currentVariant, findVariants } from '../objects/locate.ts';
import type { DescribedEntry } from './described-entry.ts';

/** The two variants of a logical object that a listing has found. */
export interface Twins {
  readonly address: ObjectAddress;
  readonly direct: DescribedEntry;
  readonly delta: DescribedEntry;
}

/** The variant that counts: the one that a read would give. */
export async function chooseTwin(
  engine: Engine,
  { address, direct, delta }: Twins,
  signal: AbortSignal | undefined,
): Promise<DescribedEntry> {
  const later = secondOf(direct) - secondOf(delta);
  if (later !== 0) return later > 0 ? direct : delta;
  try {
    // Within a second more counts than a listing tells.
    const variant = currentVariant(await findVariants(engine, address, { signal }));
    return variant?.physical.key === address.key ? direct : delta;
  } catch (error) {
    if (DeltaGliderError.is(error, 'ACCESS_DENIED')) return delta;
    throw error;
  }
}

function secondOf({ writtenAt }: DescribedEntry): number {
  return Math.floor(writtenAt / 1000);
}
