import { collect, type AbortOptions, type ByteSource, type ObjectAddress } from '@deltaglider/core';
import type { S3Context } from '../context.ts';
import { getObject } from './get-object.ts';

/** One version of an object as bytes that can be read from any offset, by ranged GETs. */
export function objectSource(
  context: S3Context,
  address: ObjectAddress,
  version: { readonly size: number; readonly etag: string },
): ByteSource {
  const { size, etag } = version;
  return {
    size,
    read: async (offset, length, { signal }: AbortOptions = {}) => {
      const end = Math.min(offset + length, size);
      if (offset >= end) return new Uint8Array(0);
      const options = { range: { start: offset, end }, ifMatch: etag, signal };
      return await collect((await getObject(context, address, options)).body);
    },
  };
}
