import { DELTA_SUFFIX, nameOf, REFERENCE_NAME } from '../domain/deltaspace.ts';
import { logicalEtag } from '../domain/logical-etag.ts';
import { classify } from '../metadata/classify.ts';
import type { ListedMeaning } from '../ports/listing-cache-port.ts';
import type { StoredObject } from '../ports/storage-port.ts';

/** What an object's metadata makes of its row; `undefined` for a delta whose metadata is damaged. */
export function meaningOf(stored: StoredObject): ListedMeaning | undefined {
  const classified = classify(stored);
  if (classified.kind === 'reference') return { kind: 'reference' };
  // In this place it is most likely the reference that deltas need, and they find it by its digest.
  const isTorn = classified.kind === 'damaged' && nameOf(stored.key) === REFERENCE_NAME;
  if (isTorn) return { kind: 'reference' };
  const isDelta = classified.kind === 'delta' || classified.kind === 'damaged';
  // In any other place it is the delta of no logical key, and must still be seen.
  if (!isDelta || !isDeltaPlace(stored.key)) return { kind: 'whole' };
  if (classified.kind === 'damaged') return undefined;
  const { size, sha256, createdAt } = classified;
  return { kind: 'delta', size, sha256, etag: logicalEtag(classified), createdAt };
}

/** Whether it is the physical key of a delta of some logical key; none is empty. */
export function isDeltaPlace(key: string): boolean {
  return key.endsWith(DELTA_SUFFIX) && key.length > DELTA_SUFFIX.length;
}
