/**
 * Every failure that a caller can act on, as one closed union. `docs/errors.md` lists causes and remedies.
 * STORAGE_UNAVAILABLE is the only one worth retrying as it is.
 */
export type ErrorCode =
  | 'INVALID_ARGUMENT'
  | 'OBJECT_NOT_FOUND'
  | 'OBJECT_EXISTS'
  | 'PRECONDITION_FAILED'
  | 'BUCKET_NOT_FOUND'
  | 'BUCKET_EXISTS'
  | 'BUCKET_NOT_EMPTY'
  | 'ACCESS_DENIED'
  | 'CREDENTIALS_MISSING'
  | 'STORAGE_FULL'
  | 'STORAGE_UNAVAILABLE'
  | 'STORAGE_FAILED'
  | 'METADATA_INVALID'
  | 'REFERENCE_MISSING'
  | 'INTEGRITY_MISMATCH'
  | 'DELTA_FAILED'
  | 'DELETION_REFUSED'
  | 'UNSUPPORTED';
