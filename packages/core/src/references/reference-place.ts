import { closing } from '../bytes/closing.ts';
import { discard } from '../bytes/discard.ts';
import { hashContent } from '../bytes/hashing.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import type { StoredObject } from '../ports/storage-port.ts';

export interface PlaceQuestion {
  readonly address: ObjectAddress;
  /** Of the reference that should be there. */
  readonly sha256: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * What is where a reference should be: that one, as its metadata says; its bytes, but without the metadata, so
 * that readers find it and writers do not; something else; or nothing.
 */
export type ReferencePlace =
  | { readonly state: 'standing'; readonly stored: StoredObject }
  | { readonly state: 'unlabelled'; readonly stored: StoredObject }
  | { readonly state: 'taken'; readonly stored: StoredObject }
  | { readonly state: 'free' };

/** Looks at a reference's place. Its bytes are read only where the metadata does not tell. */
export async function lookAtPlace(
  engine: Engine,
  question: PlaceQuestion,
): Promise<ReferencePlace> {
  const { address, sha256, signal } = question;
  const stored = await engine.storage.head(address, { signal });
  if (stored === undefined) return { state: 'free' };
  const classified = classify(stored);
  const recorded = 'sha256' in classified ? classified.sha256 : undefined;
  if (classified.kind === 'reference' && recorded === sha256) return { state: 'standing', stored };
  if (recorded !== undefined && recorded !== sha256) return { state: 'taken', stored };
  const actual = await digestOf(engine, { address, stored, signal });
  return { state: actual === sha256 ? 'unlabelled' : 'taken', stored };
}

interface Digest {
  readonly address: ObjectAddress;
  readonly stored: StoredObject;
  readonly signal: AbortSignal | undefined;
}

/** `undefined` for an object that was replaced or deleted just now. */
async function digestOf(
  engine: Engine,
  { address, stored, signal }: Digest,
): Promise<string | undefined> {
  try {
    const { body } = await engine.storage.get(address, { ifMatch: stored.etag, signal });
    const hasher = hashContent({ sha256: engine.sha256, md5: undefined }, stored.size);
    for await (const chunk of closing(body, () => discard(body))) hasher.update(chunk);
    return hasher.digest().sha256;
  } catch (error) {
    const isGone =
      DeltaGliderError.is(error, 'PRECONDITION_FAILED') ||
      DeltaGliderError.is(error, 'OBJECT_NOT_FOUND');
    if (!isGone) throw error;
    return undefined;
  }
}
