import { digestSource, type ContentDigest } from '../bytes/hashing.ts';
import { trashKeyOf } from '../domain/deltaspace.ts';
import { formatAddress, type ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { userMetadata } from '../metadata/user-metadata.ts';
import { referenceMetadata } from '../metadata/write-metadata.ts';
import { collectAndRescue } from '../objects/collect-and-rescue.ts';
import type { StoredObject } from '../ports/storage-port.ts';
import { findCached, openReference } from '../references/open-reference.ts';
import { lookAtPlace } from '../references/reference-place.ts';

export interface RestoreReferenceInput {
  /** The physical address where the reference should be. */
  readonly address: ObjectAddress;
  /** Which reference: the one with this digest. */
  readonly sha256: string;
  /** Tells what would be done, and does nothing. @default false */
  readonly dryRun?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of the reference, or would. */
export interface RestoreReferenceResult {
  /**
   * `standing`: it was there; `labelled`: its bytes were there, and have their metadata again; `put-back`: from
   * a copy; `taken`: something else has its place, which was left alone; `missing`: there is no copy.
   */
  readonly outcome: 'standing' | 'labelled' | 'put-back' | 'taken' | 'missing';
  /** Where a copy of it is; looked for only where the place does not have it. */
  readonly copy: 'trash' | 'cache' | undefined;
}

/** How often the place may change under us. */
const ATTEMPTS = 5;

/**
 * Puts a reference back into its place, from the trash or from the local cache, create-only. Its bytes are
 * checked before they are written, and whether it stands afterwards. A place that something else has is left
 * alone.
 * @throws INTEGRITY_MISMATCH when the only copy is damaged, and what the storage throws
 */
export async function restoreReference(
  engine: Engine,
  input: RestoreReferenceInput,
): Promise<RestoreReferenceResult> {
  const { address, sha256, dryRun = false, signal } = input;
  let outcome: RestoreReferenceResult['outcome'] = 'standing';
  let copy: RestoreReferenceResult['copy'];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    signal?.throwIfAborted();
    const place = await lookAtPlace(engine, { address, sha256, signal });
    if (place.state === 'standing') {
      // Whoever deleted the last delta meanwhile did not see the reference, and left it to us.
      if (outcome === 'put-back') await collectAndRescue(engine, address, signal);
      return { outcome, copy };
    }
    if (place.state === 'unlabelled') {
      outcome = 'labelled';
      if (dryRun) return { outcome, copy };
      await label(engine, input, place.stored);
      continue;
    }
    copy = await findCopy(engine, input);
    if (place.state === 'taken') return { outcome: 'taken', copy };
    if (copy === undefined) return { outcome: 'missing', copy };
    outcome = 'put-back';
    if (dryRun) return { outcome, copy };
    await putBack(engine, input);
  }
  throw unsettled(address);
}

function unsettled(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'STORAGE_UNAVAILABLE',
    `${formatAddress(address)} is changed by others again and again.`,
    { details: { ...address, hint: 'Try again when they are done.' } },
  );
}

async function findCopy(
  engine: Engine,
  { address, sha256, signal }: RestoreReferenceInput,
): Promise<RestoreReferenceResult['copy']> {
  const trash = { bucket: address.bucket, key: trashKeyOf(sha256) };
  const place = await lookAtPlace(engine, { address: trash, sha256, signal });
  if (place.state === 'standing' || place.state === 'unlabelled') return 'trash';
  const cached = await findCached(engine, { address, sha256, keys: [], signal });
  await cached?.close();
  return cached && 'cache';
}

/** Writes bytes that were checked, so that a damaged copy in the trash is never spread. */
async function putBack(engine: Engine, input: RestoreReferenceInput): Promise<void> {
  const { address, sha256, signal } = input;
  const trash = { bucket: address.bucket, key: trashKeyOf(sha256) };
  const kept = await lookAtPlace(engine, { address: trash, sha256, signal });
  const bytes = await openReference(engine, { address, sha256, keys: [], signal });
  try {
    const content = await digestSource(engine, bytes, { signal });
    assertSame(input, content);
    const metadata =
      kept.state === 'standing' ? kept.stored.metadata : describe(engine, input, content);
    await engine.storage.put(address, bytes, { metadata, ifAbsent: true, signal });
    engine.observe({ type: 'reference-restored', address, sha256 });
  } catch (error) {
    // Somebody else was first; what it is shows when the place is looked at again.
    if (!DeltaGliderError.is(error, 'OBJECT_EXISTS')) throw error;
  } finally {
    await bytes.close();
  }
}

/** Gives the bytes at the place, which have been hashed just now, the metadata of a reference. */
async function label(
  engine: Engine,
  input: RestoreReferenceInput,
  stored: StoredObject,
): Promise<void> {
  const { address, sha256, signal } = input;
  const ours = describe(engine, input, { size: stored.size, sha256, md5: undefined });
  const metadata = { ...userMetadata(stored.metadata), ...ours };
  try {
    await engine.storage.copy(address, address, { metadata, ifMatch: stored.etag, signal });
  } catch (error) {
    const isGone =
      DeltaGliderError.is(error, 'PRECONDITION_FAILED') ||
      DeltaGliderError.is(error, 'OBJECT_NOT_FOUND');
    if (!isGone) throw error;
  }
}

function describe(engine: Engine, { address }: RestoreReferenceInput, content: ContentDigest) {
  const { tool, clock } = engine;
  return referenceMetadata({ ...content, tool, key: address.key, createdAt: clock() });
}

function assertSame({ address, sha256 }: RestoreReferenceInput, content: ContentDigest): void {
  if (content.sha256 === sha256) return;
  throw new DeltaGliderError(
    'INTEGRITY_MISMATCH',
    `The copy of the reference for ${formatAddress(address)} has the SHA-256 ${content.sha256}, ` +
      `not ${sha256}.`,
    { details: { ...address, expected: sha256, actual: content.sha256 } },
  );
}
