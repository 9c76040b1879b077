import { DeltaGliderError, formatAddress, type ObjectAddress } from '@deltaglider/core';

/** BUCKET_NOT_FOUND. */
export function bucketNotFound(bucket: string, cause?: unknown): DeltaGliderError {
  return new DeltaGliderError('BUCKET_NOT_FOUND', `The bucket ${bucket} does not exist.`, {
    cause,
    details: { bucket, hint: 'Create it first, or check its name.' },
  });
}

/** OBJECT_NOT_FOUND. */
export function objectNotFound(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError('OBJECT_NOT_FOUND', `${formatAddress(address)} does not exist.`, {
    details: { ...address },
  });
}

/** METADATA_INVALID: what describes the object cannot be read. */
export function damaged(address: ObjectAddress, reason: string): DeltaGliderError {
  const message = `The metadata of ${formatAddress(address)} is damaged: ${reason}.`;
  return new DeltaGliderError('METADATA_INVALID', message, {
    details: { ...address, hint: 'Store the object again.' },
  });
}

/** OBJECT_EXISTS. */
export function objectExists(address: ObjectAddress, cause?: unknown): DeltaGliderError {
  return new DeltaGliderError('OBJECT_EXISTS', `${formatAddress(address)} exists already.`, {
    cause,
    details: { ...address },
  });
}

/** PRECONDITION_FAILED: the object has another ETag than the one asked for, or is gone. */
export function preconditionFailed(
  address: ObjectAddress,
  expected: string,
  actual: string | undefined,
): DeltaGliderError {
  const now = actual === undefined ? 'is gone' : 'is another object by now';
  return new DeltaGliderError('PRECONDITION_FAILED', `${formatAddress(address)} ${now}.`, {
    details: { ...address, expected, actual },
  });
}

/** INVALID_ARGUMENT: a directory cannot be a file too. */
export function keyInTheWay(address: ObjectAddress, cause?: unknown): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `A directory cannot hold ${formatAddress(address)}: another key is a folder of it, or it is a folder of another key.`,
    { cause, details: { ...address, hint: 'Choose a key that is no folder of another key.' } },
  );
}

/** ACCESS_DENIED: what is in the tree would lead a write somewhere else. */
export function notPlain(address: ObjectAddress, path: string): DeltaGliderError {
  return new DeltaGliderError(
    'ACCESS_DENIED',
    `Cannot write ${formatAddress(address)}: ${path} is not a plain directory of the bucket.`,
    { details: { ...address, path, hint: 'Remove the symbolic link; they are never followed.' } },
  );
}

/** STORAGE_UNAVAILABLE: others changed the same place, again and again. */
export function tooBusy(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'STORAGE_UNAVAILABLE',
    `${formatAddress(address)} is being changed by others all the time.`,
    { details: { ...address } },
  );
}
