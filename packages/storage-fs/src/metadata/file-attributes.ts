/** The name of the one attribute that describes an object. */
export const ATTRIBUTE = 'user.dg.metadata';

/** Where the description of an object's file is kept with the file itself. */
export interface FileAttributes {
  /** Resolves to `undefined` when the file has none, is gone, or the file system knows no attributes. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Resolves to false when the file system knows no attributes. */
  readonly write: (path: string, value: string) => Promise<boolean>;
}
