export { S3Storage } from './s3-storage.ts';
export type { S3StorageOptions } from './s3-storage-options.ts';
export type { Bandwidth } from './bytes/bandwidth.ts';
export type { ConditionalSupport } from './conditions/conditional-support.ts';
