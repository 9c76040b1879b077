import type { StoragePort } from '@deltaglider/core';

/** One call of a storage, as it was made. */
export interface StorageCall {
  /** From 1, in the order in which the calls were made. */
  readonly number: number;
  readonly method: keyof StoragePort;
  readonly bucket: string;
  /** The key; the prefix of a listing, the source of a copy, the keys of `deleteMany` with commas. */
  readonly key: string;
  /** The destination of a copy. */
  readonly to?: string;
}

/** `3: put s3://bucket/key`, for messages. */
export function formatCall(call: StorageCall): string {
  const to = call.to === undefined ? '' : ` -> ${call.to}`;
  return `${call.number}: ${call.method} s3://${call.bucket}/${call.key}${to}`;
}
