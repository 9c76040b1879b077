export { FsStorage } from './fs-storage.ts';
export { openFsStorage } from './open-fs-storage.ts';
export type { FsNotice, FsStorageOptions } from './fs-storage-options.ts';
export type { FileAttributes } from './metadata/file-attributes.ts';
