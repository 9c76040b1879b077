import { readStream, type ByteSource } from '@deltaglider/core';
import { SeedSampler } from './seed-sampler.ts';

/** Seeds of the reference that are kept, at most; half as many are to be expected. */
const MAX_SEEDS = 1 << 17;
/** One seed in so many bytes, as a power of two, however small the reference. */
const MIN_RARITY = 6;
/** Of what is larger, a quarter is looked at. */
const WHOLE_BELOW = 64 << 20;
const PIECE = 64 << 10;
const PART = 4;
/** Fewer seeds of a target tell nothing. */
const MIN_SAMPLES = 8;

/**
 * What part of the target's bytes the reference has too, somewhere, as they are: an estimate from 0 to 1, the same on
 * every machine. It takes about a CPU second for a target of 1 GB with a reference as large, and at most some MB. Of
 * targets that are too small to tell it says 1.
 */
export async function estimateShare(
  reference: ByteSource,
  target: ByteSource,
  signal: AbortSignal | undefined,
): Promise<number> {
  const rarity = rarityFor(reference.size);
  const seeds = new Set<number>();
  const keep = (seed: number) => {
    if (seeds.size < MAX_SEEDS) seeds.add(seed);
  };
  await sample(reference, new SeedSampler(rarity, keep), { stays: (piece) => piece, signal });
  let samples = 0;
  let shared = 0;
  const compare = (seed: number) => {
    samples += 1;
    if (seeds.has(seed)) shared += 1;
  };
  // Other pieces than of the reference: else those of equal places would count as all that is alike.
  await sample(target, new SeedSampler(rarity, compare), { stays: scattered, signal });
  if (samples < MIN_SAMPLES) return 1;
  return Math.min(1, (shared * partOf(reference.size)) / samples);
}

interface Sampling {
  /** A number for a piece by its index; of a large source those are read whose number is a multiple of `PART`. */
  readonly stays: (piece: number) => number;
  readonly signal: AbortSignal | undefined;
}

async function sample(
  source: ByteSource,
  sampler: SeedSampler,
  { stays, signal }: Sampling,
): Promise<void> {
  if (partOf(source.size) === 1) {
    for await (const chunk of readStream(source, { signal })) sampler.add(chunk);
    return;
  }
  for (let piece = 0; piece * PIECE < source.size; piece += 1) {
    if (stays(piece) % PART !== 0) continue;
    const range = { start: piece * PIECE, end: (piece + 1) * PIECE };
    sampler.skip();
    for await (const chunk of readStream(source, { range, signal })) sampler.add(chunk);
  }
}

function partOf(size: number): number {
  return size < WHOLE_BELOW ? 1 : PART;
}

/** So rare that about half of `MAX_SEEDS` come of the reference. */
function rarityFor(size: number): number {
  const looked = size / partOf(size);
  return Math.max(MIN_RARITY, Math.ceil(Math.log2((2 * looked) / MAX_SEEDS)));
}

function scattered(piece: number): number {
  return Math.imul(piece, 0x9e3779b1) >>> 28;
}
