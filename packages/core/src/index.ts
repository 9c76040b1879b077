export type { AbortOptions, ByteRange, ByteSource, ByteStream } from './bytes/byte-source.ts';
export type { ErrorCode } from './errors/error-code.ts';
export {
  DeltaGliderError,
  type DeltaGliderErrorOptions,
  type ErrorDetails,
} from './errors/delta-glider-error.ts';
export type { CreateHash, Hash } from './ports/hash.ts';
export type {
  CustomerKey,
  DeleteFailure,
  ListEntry,
  ListedObject,
  ListedPrefix,
  ObjectAccess,
  ObjectPlacement,
  ObjectProperties,
  ServerSideEncryption,
  StorageCopyOptions,
  StorageDeleteOptions,
  StorageGetOptions,
  StorageListOptions,
  StoragePort,
  StoragePutOptions,
  StorageReadOptions,
  ObjectSettings,
  StoredObject,
  StoredObjectBody,
} from './ports/storage-port.ts';
export type {
  BucketAccess,
  BucketAcl,
  BucketAdminPort,
  BucketGrant,
  BucketGrantee,
  BucketGrants,
  BucketInfo,
  BucketOwner,
  BucketWebsite,
  CreateBucketOptions,
  ListBucketsOptions,
} from './ports/bucket-admin-port.ts';
export { DeltaLimitReached } from './errors/delta-limit-reached.ts';
export type {
  ChoiceReason,
  CodecChoice,
  DecodeOptions,
  DeltaCodecPort,
  EncodeOptions,
  ExpectedTarget,
  ReferenceOptions,
} from './ports/delta-codec-port.ts';
export type { CachedReference, ReferenceCachePort } from './ports/reference-cache-port.ts';
export type {
  IncompleteUpload,
  IncompleteUploadsPort,
  ListIncompleteUploadsOptions,
} from './ports/incomplete-uploads-port.ts';
export type { PresignedUrl, PresigningPort, PresignOptions } from './ports/presigning-port.ts';
export type {
  Diagnosis,
  DiagnosisStatus,
  StoreDiagnosticsPort,
} from './ports/store-diagnostics-port.ts';
export {
  rowVersion,
  type ListedMeaning,
  type ListingCachePort,
  type MeantRow,
} from './ports/listing-cache-port.ts';
export type { ScratchBytes, ScratchPort } from './ports/scratch-port.ts';
export { formatAddress, type ObjectAddress } from './domain/object-address.ts';
export type { EngineEvent, EngineObserver } from './events/engine-event.ts';
export {
  defaultFileTypePolicy,
  isDeltaName,
  type FileTypePolicy,
} from './domain/file-type-policy.ts';
export type {
  DeltaDescription,
  LogicalEntry,
  LogicalListedObject,
  LogicalListedPrefix,
  LogicalObject,
  LogicalObjectBody,
  StoredAs,
} from './domain/logical-object.ts';
export type { Engine, EngineOptions } from './engine.ts';
export type { DirectReason, PutResult } from './use-cases/put-result.ts';
export { compareUtf8 } from './bytes/compare-utf8.ts';
export { toHex } from './bytes/hex.ts';
export { bufferSource } from './bytes/buffer-source.ts';
export { collect, readStream, type ReadStreamOptions } from './bytes/read-stream.ts';
export { assertNoBucketSettings } from './domain/assert-no-bucket-settings.ts';
export { assertNoSettings } from './domain/assert-no-settings.ts';
export { assertUrlLife } from './domain/assert-url-life.ts';
export { isBucketName } from './domain/bucket-name.ts';
export { MemoryStorage, type MemoryStorageOptions } from './memory/memory-storage.ts';
export { MemoryScratch } from './memory/memory-scratch.ts';
export { MemoryCache } from './memory/memory-cache.ts';
export {
  MemoryListingCache,
  type MemoryListingCacheOptions,
} from './memory/memory-listing-cache.ts';
export { assertRatio, createEngine } from './create-engine.ts';
export { isSameAddress } from './domain/object-address.ts';
export {
  assertLogicalKey,
  DELTA_SUFFIX,
  directoryOf,
  fitsAsDelta,
  isInternalKey,
  nameOf,
  REFERENCE_NAME,
  temporaryKeyOf,
  trashKeyOf,
} from './domain/deltaspace.ts';
export { copyObject, type CopyObjectInput } from './use-cases/copy-object.ts';
export {
  deleteObject,
  type DeleteObjectInput,
  type DeleteResult,
} from './use-cases/delete-object.ts';
export { getObject, type GetObjectInput } from './use-cases/get-object.ts';
export { headObject, type HeadObjectInput } from './use-cases/head-object.ts';
export { findReadable, notFound, type Variant } from './objects/locate.ts';
export { listObjects, type ListObjectsInput } from './use-cases/list-objects.ts';
export {
  listStored,
  type ListStoredInput,
  type ReplacedObject,
  type StoredRow,
} from './use-cases/list-stored.ts';
export { lookAtStored, type LookAtStoredInput } from './use-cases/look-at-stored.ts';
export { mayChangeUnseen } from './listing/may-change-unseen.ts';
export { Ancestors } from './listing/ancestors.ts';
export { putObject, type PutObjectInput } from './use-cases/put-object.ts';
export {
  verifyObject,
  type VerifyObjectInput,
  type VerifyResult,
} from './use-cases/verify-object.ts';
export { closing } from './bytes/closing.ts';
export { discard } from './bytes/discard.ts';
export { limited } from './bytes/limited.ts';
export { verifiedBytes, type ExpectedBytes } from './bytes/verified.ts';
export {
  removeUnusedReference,
  type RemoveUnusedReferenceInput,
} from './use-cases/remove-unused-reference.ts';
export { isDamage } from './errors/is-damage.ts';
export { classify, type Classified } from './metadata/classify.ts';
export { expiryOf } from './metadata/expiry-of.ts';
export { readFields } from './metadata/field.ts';
export {
  lookAtPlace,
  type PlaceQuestion,
  type ReferencePlace,
} from './references/reference-place.ts';
export {
  removeStaleTwin,
  type RemoveStaleTwinInput,
  type RemoveStaleTwinResult,
} from './use-cases/remove-stale-twin.ts';
export {
  restoreReference,
  type RestoreReferenceInput,
  type RestoreReferenceResult,
} from './use-cases/restore-reference.ts';
export { storeDeltaAnew, type StoreDeltaAnewInput } from './use-cases/store-delta-anew.ts';
export { materializeObject, type MaterializeObjectInput } from './use-cases/materialize-object.ts';
export { parseVcdiffHeader, readVcdiffHeader, type VcdiffHeader } from './bytes/vcdiff-header.ts';
export {
  readExternalCompression,
  type ExternalCompression,
  type ExternalInput,
} from './bytes/external-compression.ts';
