export {
  createDeltaGlider,
  type CacheSettings,
  type DeltaGlider,
  type DeltaGliderOptions,
} from './create-delta-glider.ts';
export {
  createRegistry,
  type BackendFactory,
  type CodecFactory,
  type RegisterCodecOptions,
  type Registry,
  type RegistryOptions,
} from './registry.ts';
export { defaultCacheDirectory } from './cache/default-cache-directory.ts';
export { DEFAULT_CODEC } from './default-codec.ts';
export { openS3Store } from './backends/s3/open-s3-store-lazily.ts';
export type { S3Connection } from './backends/s3/s3-connection.ts';
export type { StoreBackend } from './backends/store-backend.ts';
export { fileSource, type FileSource } from './files/file-source.ts';
export { ignoresCase } from './files/ignores-case.ts';
export { toByteStream, type ByteStreamInput } from './files/to-byte-stream.ts';
export { walkFiles, type WalkEntry, type WalkFilesOptions } from './files/walk-files.ts';
export {
  removeLiveTemporaryFiles,
  writeFileAtomically,
  type WriteFileOptions,
} from './files/write-file-atomically.ts';
export { FileScratch, type FileScratchOptions } from './scratch/file-scratch.ts';
export * from './buckets/index.ts';
export * from './analysis/index.ts';
export * from './inspection/index.ts';
export * from './maintenance/index.ts';
export * from './presign/index.ts';
export * from './migration/index.ts';
export * from './transfers/index.ts';
export { VERSION } from './version.ts';
