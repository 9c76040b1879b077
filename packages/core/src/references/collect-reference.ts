import { DELTA_SUFFIX, directoryOf, trashKeyOf } from '../domain/deltaspace.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify, type Classified } from '../metadata/classify.ts';
import type { StoredObject } from '../ports/storage-port.ts';

/** A delta that needs the reference, found in its deltaspace. */
export interface Referent {
  readonly physical: StoredObject;
  readonly classified: Classified;
}

export interface CollectOutcome {
  /** Whether the reference is gone from its place (a copy is in the trash). */
  readonly removed: boolean;
  /** Deltas that appeared meanwhile and whose reference could not be put back: another one is there now. */
  readonly stranded: readonly Referent[];
}

const KEPT: CollectOutcome = { removed: false, stranded: [] };

/**
 * Removes the reference at this address when no delta of its deltaspace needs it: copied to the trash first,
 * deleted only if unchanged, and put back when a delta has appeared meanwhile.
 */
export async function collectReference(
  engine: Engine,
  address: ObjectAddress,
  signal: AbortSignal | undefined,
): Promise<CollectOutcome> {
  const { storage } = engine;
  const stored = await storage.head(address, { signal });
  if (stored === undefined) return KEPT;
  const classified = classify(stored);
  if (classified.kind !== 'reference' || classified.sha256 === undefined) return KEPT;
  for await (const _ of referentsOf(engine, address, signal)) return KEPT;
  const { sha256 } = classified;
  const trash = { bucket: address.bucket, key: trashKeyOf(sha256) };
  engine.references.delete(formatAddress(address));
  try {
    await storage.copy(address, trash, { ifMatch: stored.etag, signal });
    await storage.delete(address, { ifMatch: stored.etag, signal });
  } catch (error) {
    if (isOvertaken(error)) return KEPT;
    throw error;
  }
  const referents: Referent[] = [];
  for await (const referent of referentsOf(engine, address, signal)) referents.push(referent);
  if (referents.length === 0) {
    engine.observe({ type: 'reference-trashed', address, sha256 });
    return { removed: true, stranded: [] };
  }
  return await putBack(engine, { address, trash, sha256, referents, signal });
}

function isOvertaken(error: unknown): boolean {
  return (
    DeltaGliderError.is(error, 'PRECONDITION_FAILED') ||
    DeltaGliderError.is(error, 'OBJECT_NOT_FOUND')
  );
}

interface PutBack {
  readonly address: ObjectAddress;
  readonly trash: ObjectAddress;
  readonly sha256: string;
  readonly referents: readonly Referent[];
  readonly signal: AbortSignal | undefined;
}

async function putBack(engine: Engine, job: PutBack): Promise<CollectOutcome> {
  const { address, trash, sha256, signal } = job;
  try {
    await engine.storage.copy(trash, address, { ifAbsent: true, signal });
    engine.observe({ type: 'reference-restored', address, sha256 });
    return KEPT;
  } catch (error) {
    if (!DeltaGliderError.is(error, 'OBJECT_EXISTS')) throw error;
  }
  const stranded = job.referents.filter(
    ({ classified }) => classified.kind === 'delta' && classified.delta.referenceSha256 === sha256,
  );
  const now = await engine.storage.head(address, { signal });
  const occupant = now === undefined ? undefined : classify(now);
  const same = occupant?.kind === 'reference' && occupant.sha256 === sha256;
  return same ? KEPT : { removed: true, stranded };
}

/** Every delta of the deltaspace. One whose metadata is damaged counts: what it needs is not known. */
async function* referentsOf(
  engine: Engine,
  address: ObjectAddress,
  signal: AbortSignal | undefined,
): AsyncGenerator<Referent, void, undefined> {
  const { bucket } = address;
  const prefix = directoryOf(address.key);
  for await (const entry of engine.storage.list(bucket, { prefix, delimiter: '/', signal })) {
    if (entry.type === 'prefix' || !entry.key.endsWith(DELTA_SUFFIX)) continue;
    const physical = await engine.storage.head({ bucket, key: entry.key }, { signal });
    if (physical === undefined) continue;
    const classified = classify(physical);
    const refers = classified.kind === 'delta' || classified.kind === 'damaged';
    if (refers) yield { physical, classified };
  }
}
