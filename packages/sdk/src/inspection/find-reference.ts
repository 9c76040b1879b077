import {
  classify,
  REFERENCE_NAME,
  directoryOf,
  trashKeyOf,
  type DeltaDescription,
  type Engine,
  type ObjectAddress,
  type StoredObject,
} from '@deltaglider/core';
import type { ExplainedReference } from './explanation.ts';

export interface FindReferenceOptions {
  /** Of the object that needs it. */
  readonly address: ObjectAddress;
  readonly delta: DeltaDescription;
  readonly signal: AbortSignal | undefined;
}

/** Looks for a reference where readers do, without reading it: the best of what is there. */
export async function findReference(
  engine: Engine,
  { address, delta, signal }: FindReferenceOptions,
): Promise<ExplainedReference> {
  const { referenceSha256: sha256, referenceKeys } = delta;
  const { bucket, key: own } = address;
  const trash = trashKeyOf(sha256);
  let best: ExplainedReference | undefined;
  for (const key of [...referenceKeys, trash]) {
    const stored = await engine.storage.head({ bucket, key }, { signal });
    const state = stored && stateOf(stored, sha256);
    if (stored === undefined || state === undefined) continue;
    const found = { sha256, key, size: stored.size };
    if (state === 'standing') return { ...found, state: key === trash ? 'trashed' : state };
    // A reader tries what has no digest, but not what it cannot decrypt.
    if (best === undefined || best.state === 'encrypted') best = { ...found, state };
  }
  const [key = directoryOf(own) + REFERENCE_NAME] = referenceKeys;
  return best ?? { sha256, key, size: undefined, state: 'missing' };
}

/** What an object in a reference's place is; `undefined` for another one. */
function stateOf(
  stored: StoredObject,
  sha256: string,
): 'standing' | 'unlabelled' | 'encrypted' | undefined {
  const classified = classify(stored);
  if ('encryption' in classified && classified.encryption !== undefined) return 'encrypted';
  const recorded = 'sha256' in classified ? classified.sha256 : undefined;
  if (recorded === undefined) return 'unlabelled';
  return recorded === sha256 ? 'standing' : undefined;
}
