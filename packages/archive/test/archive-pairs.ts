import { createHash } from 'node:crypto';
import { bufferSource, collect, MemoryScratch, type DecodeOptions } from '@deltaglider/core';
import { Xdelta3Codec } from '@deltaglider/xdelta3-wasm';
import { ArchiveCodec, type ArchiveCodecOptions } from '../src/index.ts';
import { streamOf } from './support.ts';

/** A codec on the calling thread, unless it is asked to be another one. */
export function archiveCodec(options: Partial<ArchiveCodecOptions> = {}): ArchiveCodec {
  return new ArchiveCodec({
    inner: new Xdelta3Codec({ workers: 0 }),
    sha256: () => createHash('sha256'),
    scratch: new MemoryScratch(),
    workers: 0,
    ...options,
  });
}

export interface Pair {
  readonly reference: Uint8Array;
  readonly target: Uint8Array;
}

export async function encodePair(codec: ArchiveCodec, pair: Pair): Promise<Uint8Array> {
  return await collect(codec.encode(bufferSource(pair.reference), streamOf(pair.target)));
}

export async function decodeDelta(
  codec: ArchiveCodec,
  [reference, delta]: readonly [reference: Uint8Array, delta: Uint8Array],
  options?: DecodeOptions,
): Promise<Uint8Array> {
  return await collect(codec.decode(bufferSource(reference), streamOf(delta), options));
}

/** The size of a pair's delta, if it gives the target back: to the codec that made it, and to one that knows nothing. */
export async function sizeOfExactDelta(
  pair: Pair,
  options: Partial<ArchiveCodecOptions> = {},
): Promise<number> {
  await using codec = archiveCodec(options);
  const delta = await encodePair(codec, pair);
  await using other = archiveCodec();
  for (const reader of [codec, other]) {
    const restored = await decodeDelta(reader, [pair.reference, delta]);
    if (Buffer.compare(restored, pair.target) !== 0) throw new Error('It is not the same.');
  }
  return delta.length;
}
