import type { DeltaGliderError, StoredObject } from '@deltaglider/core';
import { objectExists, objectReplaced } from '../errors/condition-errors.ts';
import type { Failure } from '../errors/failure.ts';
import { headObject } from '../objects/head-object.ts';
import { hasSameEntries } from '../requests/has-same-entries.ts';
import { isConditional, type Upload, type UploadAnswer } from './upload.ts';

/** The store says that the condition does not hold. */
export function isConflict({ status }: Failure, { options }: Upload): boolean {
  // Whoever wants to replace an object that is gone gets a 404.
  return status === 412 || (status === 404 && options.ifMatch !== undefined);
}

/**
 * A condition that does not hold any more may have been made so by this very put: its answer was lost, and the
 * SDK asked again. Then it is a success.
 * @throws OBJECT_EXISTS, PRECONDITION_FAILED
 */
export async function ownSuccess(upload: Upload, failure: Failure): Promise<UploadAnswer> {
  const { context, address, source, options } = upload;
  if (failure.attempts > 1) {
    const { signal, customerKey } = options;
    const found = await headObject(context, address, { signal, customerKey });
    const { metadata = {} } = options;
    if (found !== undefined && isSameWrite(found, { size: source.size, metadata })) {
      return { etag: found.etag, time: found.lastModified, placement: found.placement };
    }
  }
  throw lostCondition(upload);
}

/** Whether the condition can still be met; without one, always. */
export async function stillHolds({ context, address, options }: Upload): Promise<boolean> {
  if (!isConditional(options)) return true;
  const { ifAbsent, ifMatch, signal, customerKey } = options;
  const now = await headObject(context, address, { signal, customerKey });
  return ifAbsent === true ? now === undefined : now?.etag === ifMatch;
}

/** Whether an object is what this client has written, as far as anybody can tell. */
export function isSameWrite(
  found: StoredObject,
  { size, metadata }: Pick<StoredObject, 'size' | 'metadata'>,
): boolean {
  // Without metadata, which has the time of its writing, equal bytes may be another writer's.
  const isTelling = Object.keys(metadata).length > 0;
  return isTelling && found.size === size && hasSameEntries(found.metadata, metadata);
}

/** What a put whose condition does not hold fails with. */
export function lostCondition({ address, options }: Upload): DeltaGliderError {
  return options.ifAbsent === true
    ? objectExists(address)
    : objectReplaced(address, options.ifMatch);
}
