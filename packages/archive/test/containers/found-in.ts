import { bufferSource, type ByteSource } from '@deltaglider/core';
import { inflateRawSync } from 'node:zlib';
import type { FoundStream, Region } from '../../src/containers/found-stream.ts';
import { defaultScanLimits } from '../../src/containers/scan-context.ts';
import { scan } from '../../src/containers/scan.ts';

export interface FoundInOptions {
  readonly region?: Region;
  /** What is told about each stream. @default nothing */
  readonly sizeTaken?: (stream: FoundStream, bytes: Uint8Array) => number | undefined;
  readonly members?: number;
  readonly signal?: AbortSignal;
  /** Read instead of the bytes. */
  readonly source?: ByteSource;
}

/** All streams that a scan finds. */
export async function foundIn(
  bytes: Uint8Array,
  options: FoundInOptions = {},
): Promise<FoundStream[]> {
  const { source = strictSource(bytes), sizeTaken, signal } = options;
  const { region = { offset: 0, size: source.size } } = options;
  const limits = { ...defaultScanLimits, members: options.members ?? defaultScanLimits.members };
  const streams = scan(source, region, { limits, signal });
  const found: FoundStream[] = [];
  let step = await streams.next();
  while (step.done !== true) {
    found.push(step.value);
    step = await streams.next(sizeTaken?.(step.value, bytes));
  }
  return found;
}

/** A source that is never asked for what it has not, as a file would not like it. */
export function strictSource(bytes: Uint8Array): ByteSource {
  const plain = bufferSource(bytes);
  const read: ByteSource['read'] = (offset, length, options) => {
    const isInside = offset >= 0 && length > 0 && offset + length <= bytes.length;
    if (!isInside) throw new RangeError(`${length} bytes at ${offset} were asked for.`);
    return plain.read(offset, length, options);
  };
  return { size: plain.size, read };
}

/** Takes the size of a deflate stream from zlib. */
export function deflatedSize({ offset }: FoundStream, bytes: Uint8Array): number | undefined {
  try {
    return inflated(bytes.subarray(offset)).size;
  } catch {
    return undefined;
  }
}

/** What is in the streams of deflate, as text. */
export function contentsOf(streams: readonly FoundStream[], bytes: Uint8Array): string[] {
  return streams.map(({ offset, maxSize }) =>
    Buffer.from(inflated(bytes.subarray(offset, offset + maxSize)).content).toString(),
  );
}

/** The names, in the order of the streams. */
export function namesOf(streams: readonly FoundStream[]): (string | undefined)[] {
  return streams.map(({ name }) => name);
}

function inflated(bytes: Uint8Array): { content: Uint8Array; size: number } {
  // The declaration of `info` knows only the result without it.
  const result = inflateRawSync(bytes, { info: true }) as unknown as {
    buffer: Uint8Array;
    engine: { bytesWritten: number };
  };
  return { content: result.buffer, size: result.engine.bytesWritten };
}
