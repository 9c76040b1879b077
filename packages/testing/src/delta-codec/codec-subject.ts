import { bufferSource, collect, type DeltaCodecPort } from '@deltaglider/core';
import { chunked } from '../bytes/chunked.ts';

export interface DescribeDeltaCodecOptions {
  /** Called for every test. */
  readonly create: () => Promise<DeltaCodecPort>;
  /** What a delta is decoded by whose codec is called so. @default the codec itself */
  readonly find?: (name: string) => DeltaCodecPort | undefined;
  /** Pairs beside the suite's own that the codec must restore byte for byte. */
  readonly pairs?: Readonly<Record<string, DeltaPair>>;
  /** Largest delta of two similar files, in parts of the target; 1 switches the test off. @default 0.2 */
  readonly similarRatio?: number;
  /** How many random pairs are tried. @default 30 */
  readonly randomRuns?: number;
}

export interface DeltaPair {
  readonly reference: Uint8Array;
  readonly target: Uint8Array;
}

/** The delta of a pair, in one buffer. */
export async function encode(
  codec: DeltaCodecPort,
  pair: DeltaPair,
  chunkSizes?: readonly number[],
): Promise<Uint8Array> {
  const target = chunked(pair.target, chunkSizes);
  return collect(
    codec.encode(bufferSource(pair.reference), target, { targetSize: pair.target.length }),
  );
}

/** What a delta restores, in one buffer. */
export async function decode(
  codec: DeltaCodecPort,
  reference: Uint8Array,
  delta: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  return collect(codec.decode(bufferSource(reference), delta));
}
