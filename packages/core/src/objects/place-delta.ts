import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { StoragePutOptions, StoredObject } from '../ports/storage-port.ts';
import { isConditional } from './condition.ts';
import { findVariants } from './locate.ts';

/** A larger delta is not sent before its place has been looked at: being refused would cost more than that. */
const LOOK_FIRST_BYTES = 1 << 20;
/** How often what was in the way may be gone when we look. */
const ATTEMPTS = 5;

export interface PlaceDeltaJob {
  /** The logical address. */
  readonly address: ObjectAddress;
  /** The physical one. */
  readonly place: ObjectAddress;
  readonly bytes: ByteSource;
  readonly options: StoragePutOptions;
  /** What is there was written by this put itself. */
  readonly isOurs: boolean;
}

/**
 * Writes a delta into its place; `taken` when an object of another logical key is there. Most deltas are new, so
 * it is created, and only what is in the way is looked at.
 */
export async function placeDelta(
  engine: Engine,
  job: PlaceDeltaJob,
): Promise<StoredObject | 'taken'> {
  const { address, place, bytes, options, isOurs } = job;
  const { storage } = engine;
  if (isOurs || isConditional(options)) return await storage.put(place, bytes, options);
  let mayCreate = bytes.size <= LOOK_FIRST_BYTES;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (mayCreate) {
      const created = await create(engine, job);
      if (created !== undefined) return created;
    }
    const found = await findVariants(engine, address, { signal: options.signal, only: 'delta' });
    if (found.isDeltaPlaceTaken) return 'taken';
    if (found.delta !== undefined) return await storage.put(place, bytes, options);
    mayCreate = true;
  }
  return 'taken';
}

async function create(
  { storage }: Engine,
  { place, bytes, options }: PlaceDeltaJob,
): Promise<StoredObject | undefined> {
  try {
    return await storage.put(place, bytes, { ...options, ifAbsent: true });
  } catch (error) {
    if (!DeltaGliderError.is(error, 'OBJECT_EXISTS')) throw error;
    return undefined;
  }
}
