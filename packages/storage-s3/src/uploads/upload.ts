import type {
  ByteSource,
  ObjectAddress,
  ObjectPlacement,
  StoragePutOptions,
} from '@deltaglider/core';
import type { S3Context } from '../context.ts';

/** One put, with everything that it needs. */
export interface Upload {
  readonly context: S3Context;
  readonly address: ObjectAddress;
  readonly source: ByteSource;
  readonly options: StoragePutOptions;
}

/** What the store said of an object that it has just taken in. */
export interface UploadAnswer {
  readonly etag: string;
  /** By the store's clock. */
  readonly time: Date;
  /** As far as the answer tells it: some stores encrypt what nobody asked them to. */
  readonly placement?: ObjectPlacement | undefined;
}

/** `If-None-Match` and `If-Match` as the options ask for them. */
export function conditionFields(
  { ifAbsent, ifMatch }: StoragePutOptions,
  formatEtag: (etag: string) => string,
): { readonly IfNoneMatch?: string; readonly IfMatch?: string } {
  return {
    ...(ifAbsent === true && { IfNoneMatch: '*' }),
    ...(ifMatch !== undefined && { IfMatch: formatEtag(ifMatch) }),
  };
}

export function isConditional({ ifAbsent, ifMatch }: StoragePutOptions): boolean {
  return ifAbsent === true || ifMatch !== undefined;
}
