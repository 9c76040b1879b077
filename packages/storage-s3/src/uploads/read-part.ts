import { DeltaGliderError, type ObjectAddress } from '@deltaglider/core';
import type { Upload } from './upload.ts';

/** Bytes that are asked of the source at once. */
const SLICE = 1 << 20;

export interface PartRange {
  readonly start: number;
  /** Where the bytes go; its length says how many. */
  readonly into: Uint8Array;
}

/** A part of the source in one buffer, which can be sent as often as it takes. */
export async function readPart(
  { source, address, options, context }: Upload,
  { start, into }: PartRange,
): Promise<Uint8Array> {
  const { signal } = options;
  for (let filled = 0; filled < into.length;) {
    const length = Math.min(SLICE, into.length - filled);
    const chunk = await source.read(start + filled, length, { signal });
    signal?.throwIfAborted();
    if (chunk.length === 0) throw endedEarly(address);
    into.set(chunk, filled);
    filled += chunk.length;
  }
  await context.bandwidth?.take(into.length, { signal });
  return into;
}

export function endedEarly(address: ObjectAddress): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `What was to be stored as s3://${address.bucket}/${address.key} ended before its size.`,
    { details: { ...address } },
  );
}
