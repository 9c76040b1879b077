import { DeltaGliderError, type ObjectAddress } from '@deltaglider/core';
import type { Upload } from './upload.ts';

/** A part of the source in one buffer, which can be sent as often as it takes. */
export async function readPart(
  { source, address, options, context }: Upload,
  start: number,
  length: number,
): Promise<Uint8Array> {
  const { signal } = options;
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const chunk = await source.read(start + filled, length - filled, { signal });
    signal?.throwIfAborted();
    if (chunk.length === 0) throw endedEarly(address);
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  await context.bandwidth?.take(length, { signal });
  return bytes;
}

export function endedEarly(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `What was to be stored as s3://${address.bucket}/${address.key} ended before its size.`,
    { details: { ...address } },
  );
}
