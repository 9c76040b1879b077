import { toHex } from '@deltaglider/core';
import type { Region } from './found-stream.ts';
import type { WindowReader } from './window-reader.ts';

/** Of the compressed bytes; it tells apart what is padded to the same size. */
const START_SIZE = 16;

export interface StreamPlace {
  readonly reader: WindowReader;
  /** The file of which the stream is a part. */
  readonly region: Region;
  /** Of the first compressed byte. */
  readonly offset: number;
  /** Bytes at the end of the file that have its checksums. */
  readonly trailerSize: number;
}

/** What tells the compressed bytes of one file from those of another: its size, its checksums, how they begin. */
export async function streamIdentity(place: StreamPlace): Promise<string> {
  const { reader, region, offset, trailerSize } = place;
  const end = region.offset + region.size;
  const start = await reader.read(offset, Math.min(START_SIZE, end - offset));
  const startText = toHex(start);
  const trailer = Math.max(offset, end - trailerSize);
  const trailerText = toHex(await reader.read(trailer, end - trailer));
  return `${region.size}:${startText}:${trailerText}`;
}
