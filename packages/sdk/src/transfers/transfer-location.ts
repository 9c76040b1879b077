import type { ObjectAddress } from '@deltaglider/core';

/** One side of a transfer: a path of this machine, or an object (or prefix) of a store. */
export type TransferLocation = FileLocation | ObjectLocation;

export interface FileLocation {
  readonly type: 'file';
  /** Absolute; a separator at the end means a directory, as the user typed it. */
  readonly path: string;
}

export interface ObjectLocation {
  readonly type: 'object';
  /** An empty key is the whole bucket. */
  readonly address: ObjectAddress;
}
