import type { FileAttributes } from './metadata/file-attributes.ts';

/** Something that the user should know once, and that is no failure. */
export interface FsNotice {
  /** `sidecars`: the file system has no extended attributes, so metadata is kept in files of its own. */
  readonly type: 'sidecars';
  readonly path: string;
  readonly message: string;
}

export interface FsStorageOptions {
  /** The directory whose subdirectories are the buckets; made with the first bucket. */
  readonly root: string;
  readonly onNotice?: ((notice: FsNotice) => void) | undefined;
  /** The time of new objects. @default the system's clock */
  readonly clock?: (() => Date) | undefined;
  /** Where metadata is kept with a file. @default extended attributes of the operating system */
  readonly attributes?: FileAttributes | undefined;
}
