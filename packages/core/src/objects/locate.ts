import { deltaKeyOf, hasReservedName, nameOf, REFERENCE_NAME } from '../domain/deltaspace.ts';
import { logicalEtag } from '../domain/logical-etag.ts';
import type { LogicalObject } from '../domain/logical-object.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify, type Classified } from '../metadata/classify.ts';
import { logicalProperties } from '../metadata/proxy-dialect.ts';
import { userMetadata } from '../metadata/user-metadata.ts';
import type { StorageReadOptions, StoredObject } from '../ports/storage-port.ts';
import { assertReadable } from './assert-readable.ts';

/** One of the two places where a logical object can be. */
export interface Variant {
  readonly physical: StoredObject;
  readonly classified: Classified;
}

/** What is stored under a logical key: at most one variant of each kind, usually one in all. */
export interface Variants {
  readonly delta: Variant | undefined;
  readonly direct: Variant | undefined;
  /** The reference of the deltaspace, when the key is its own: to be read, never replaced or deleted. */
  readonly reference: Variant | undefined;
  /** An object of another logical key has the place of the delta: nothing may be written there. */
  readonly isDeltaPlaceTaken: boolean;
}

export interface FindVariantsOptions extends StorageReadOptions {
  /** The one place to look at. @default both */
  readonly only?: 'delta' | 'direct' | undefined;
}

/** Looks at the places of a logical key at once. */
export async function findVariants(
  engine: Engine,
  address: ObjectAddress,
  { signal, customerKey, only }: FindVariantsOptions,
): Promise<Variants> {
  const { bucket, key } = address;
  const [delta, direct] = await Promise.all([
    only === 'direct'
      ? undefined
      : engine.storage.head({ bucket, key: deltaKeyOf(key) }, { signal }),
    only === 'delta' ? undefined : engine.storage.head({ bucket, key }, { signal, customerKey }),
  ]);
  const variant = asDelta(delta);
  const isDeltaPlaceTaken = delta !== undefined && variant === undefined;
  const reference = asReference(direct);
  return { delta: variant, direct: asDirect(direct), reference, isDeltaPlaceTaken };
}

/** A delta, even a damaged one: its place is taken. Someone else's object there has a logical key of its own. */
function asDelta(physical: StoredObject | undefined): Variant | undefined {
  if (physical === undefined) return undefined;
  const classified = classify(physical);
  const isDelta = classified.kind === 'delta' || classified.kind === 'damaged';
  return isDelta ? { physical, classified } : undefined;
}

/** An object that is stored whole, by us or by someone else; never the delta of another object. */
function asDirect(physical: StoredObject | undefined): Variant | undefined {
  if (physical === undefined) return undefined;
  const classified = classify(physical);
  const isDirect = classified.kind === 'direct' || classified.kind === 'foreign';
  // What cannot be described is still there, to be replaced or deleted; but deltas may need it as their reference.
  const isDamaged = physical.damage !== undefined && !hasReservedName(physical.key);
  return isDirect || isDamaged ? { physical, classified } : undefined;
}

function asReference(physical: StoredObject | undefined): Variant | undefined {
  if (physical === undefined) return undefined;
  const classified = classify(physical);
  const isDamaged = classified.kind === 'damaged' && nameOf(physical.key) === REFERENCE_NAME;
  return classified.kind === 'reference' || isDamaged ? { physical, classified } : undefined;
}

/**
 * The variant that counts: the one written last, by the store's own clock. Stores keep whole seconds; within
 * one the writers' clocks decide.
 */
export function currentVariant(variants: Variants): Variant | undefined {
  const { delta, direct } = variants;
  if (delta === undefined || direct === undefined) return delta ?? direct;
  const later = writtenAt(direct) - writtenAt(delta) || createdAt(direct) - createdAt(delta);
  return later > 0 ? direct : delta;
}

function writtenAt(variant: Variant): number {
  return variant.physical.lastModified.getTime();
}

function createdAt({ classified, physical }: Variant): number {
  const known = 'createdAt' in classified ? classified.createdAt : undefined;
  return (known ?? physical.lastModified).getTime();
}

/**
 * The logical object at an address. A reference can be read like an object, unless an object has its name.
 * @throws METADATA_INVALID when its metadata does not let it be read; UNSUPPORTED when it is encrypted.
 */
export async function locate(
  engine: Engine,
  address: ObjectAddress,
  options: StorageReadOptions,
): Promise<LogicalObject | undefined> {
  const variant = await findReadable(engine, address, options);
  return variant === undefined ? undefined : describe(address, variant);
}

/**
 * What a read of the address would read, however damaged. Stores deny what is not there to whoever may read a
 * bucket but not list it; the other place may have it.
 */
export async function findReadable(
  engine: Engine,
  address: ObjectAddress,
  options: StorageReadOptions,
): Promise<Variant | undefined> {
  const look = async (only?: 'delta' | 'direct') => {
    const variants = await findVariants(engine, address, { ...options, only });
    return currentVariant(variants) ?? variants.reference;
  };
  try {
    return await look();
  } catch (denial) {
    if (!DeltaGliderError.is(denial, 'ACCESS_DENIED')) throw denial;
    const found = (await unlessDenied(look('delta'))) ?? (await unlessDenied(look('direct')));
    if (found === undefined) throw denial;
    return found;
  }
}

async function unlessDenied<T>(work: Promise<T>): Promise<T | undefined> {
  return await work.catch((error: unknown) => {
    if (DeltaGliderError.is(error, 'ACCESS_DENIED')) return undefined;
    throw error;
  });
}

/**
 * @throws METADATA_INVALID when the object's metadata does not let it be read; UNSUPPORTED when it is encrypted.
 */
export function describe(address: ObjectAddress, variant: Variant): LogicalObject {
  const { physical, classified } = variant;
  if ('encryption' in classified) assertReadable(address, classified.encryption);
  const common = {
    address,
    storedSize: physical.size,
    metadata: userMetadata(physical.metadata),
    properties: logicalProperties(physical),
    placement: physical.placement,
    physical,
  };
  if (classified.kind === 'delta') {
    return {
      ...common,
      stored: 'delta',
      size: classified.size,
      etag: logicalEtag(classified),
      lastModified: classified.createdAt ?? physical.lastModified,
      sha256: classified.sha256,
      delta: classified.delta,
    };
  }
  if (classified.kind === 'damaged') throw unreadable(address, classified.reason);
  return {
    ...common,
    stored: classified.kind === 'foreign' ? 'foreign' : 'direct',
    size: physical.size,
    etag: physical.etag,
    lastModified: physical.lastModified,
    sha256: classified.kind === 'foreign' ? undefined : classified.sha256,
    delta: undefined,
  };
}

function unreadable(address: ObjectAddress, reason: string): DeltaGliderError {
  return new DeltaGliderError(
    'METADATA_INVALID',
    `${formatAddress(address)} cannot be restored from its metadata: ${reason}.`,
    {
      details: {
        ...address,
        hint: 'Its metadata was changed or lost, perhaps by a tool that copied it; upload it again.',
      },
    },
  );
}

/** @throws OBJECT_NOT_FOUND, always. */
export function notFound(address: ObjectAddress): DeltaGliderError {
  const hint = address.key.endsWith('/')
    ? 'No object has exactly this key; for everything below it, ask for it recursively.'
    : undefined;
  return new DeltaGliderError('OBJECT_NOT_FOUND', `${formatAddress(address)} does not exist.`, {
    details: { ...address, hint },
  });
}
