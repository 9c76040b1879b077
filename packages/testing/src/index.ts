export { describeStoragePort } from './storage/describe-storage-port.ts';
export type {
  DescribeStorageOptions,
  StorageDeviations,
  StorageSubject,
} from './storage/storage-subject.ts';
export {
  describeBucketAdminPort,
  type BucketAdminDeviations,
  type BucketAdminSubject,
  type DescribeBucketAdminOptions,
} from './bucket-admin/describe-bucket-admin-port.ts';
export { describeReferenceCachePort } from './reference-cache/describe-reference-cache-port.ts';
export type {
  DescribeReferenceCacheOptions,
  ReferenceCacheSubject,
} from './reference-cache/cache-subject.ts';
export {
  describeListingCachePort,
  type DescribeListingCacheOptions,
  type ListingCacheSubject,
} from './listing-cache/describe-listing-cache-port.ts';
export {
  describeScratchPort,
  type DescribeScratchOptions,
  type ScratchSubject,
} from './scratch/describe-scratch-port.ts';
export { describeDeltaCodecPort } from './delta-codec/describe-delta-codec-port.ts';
export type { DeltaPair, DescribeDeltaCodecOptions } from './delta-codec/codec-subject.ts';
export { FaultyStorage } from './faults/faulty-storage.ts';
export type { Fault, FaultMode } from './faults/fault.ts';
export { formatCall, type StorageCall } from './faults/storage-call.ts';
export {
  forEveryCall,
  type FaultOutcome,
  type ForEveryCallOptions,
} from './faults/for-every-call.ts';
export { outcomeOf, rejectionOf } from './expectations/outcome-of.ts';
export { randomBytes } from './bytes/random-bytes.ts';
export { mutate } from './bytes/mutate.ts';
export { chunked } from './bytes/chunked.ts';
export { sha256Hex } from './bytes/sha256-hex.ts';
