import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { ObjectSettings, StoragePutOptions } from '../ports/storage-port.ts';
import { currentVariant, describe, findVariants, type Variant, type Variants } from './locate.ts';

/** What a caller demands of the object that a put replaces. */
export interface Condition {
  readonly ifAbsent?: boolean | undefined;
  /** A logical ETag. */
  readonly ifMatch?: string | undefined;
}

/** What was stored under the logical key before this put. */
export type Previous = Variants;

interface ConditionalRequest extends Condition, Pick<ObjectSettings, 'customerKey'> {
  readonly address: ObjectAddress;
  readonly signal: AbortSignal | undefined;
}

export function isConditional({ ifAbsent, ifMatch }: Condition): boolean {
  return ifAbsent === true || ifMatch !== undefined;
}

/**
 * Looks at what the put replaces, before anything is written; without a condition only at the other variant,
 * which has to go afterwards.
 */
export function findPrevious(
  engine: Engine,
  request: ConditionalRequest,
  other?: 'delta' | 'direct',
): Promise<Previous> {
  const { address, signal, customerKey } = request;
  const only = isConditional(request) ? undefined : other;
  return findVariants(engine, address, { signal, customerKey, only });
}

/** @throws OBJECT_EXISTS, PRECONDITION_FAILED */
export function assertCondition(request: ConditionalRequest, previous: Previous): void {
  const { address, ifAbsent, ifMatch } = request;
  const current = currentVariant(previous);
  if (ifAbsent === true && current !== undefined) throw alreadyThere(address);
  if (ifMatch === undefined) return;
  const actual = current === undefined ? undefined : describe(address, current).etag;
  if (actual === ifMatch) return;
  const now = actual === undefined ? 'does not exist' : `has the ETag ${actual} by now`;
  throw new DeltaGliderError('PRECONDITION_FAILED', `${formatAddress(address)} ${now}.`, {
    details: { ...address, expected: ifMatch, actual },
  });
}

/** For the caller who wanted to create it. */
export function alreadyThere(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError('OBJECT_EXISTS', `${formatAddress(address)} exists already.`, {
    details: { ...address },
  });
}

/** The physical condition under which the variant may be written, so that nobody comes in between. */
export function physicalCondition(
  request: ConditionalRequest,
  variant: Variant | undefined,
): Pick<StoragePutOptions, 'ifAbsent' | 'ifMatch'> {
  if (!isConditional(request)) return {};
  return variant === undefined ? { ifAbsent: true } : { ifMatch: variant.physical.etag };
}
