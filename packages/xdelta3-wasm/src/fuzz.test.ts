import { readFileSync } from 'node:fs';
import { DeltaGliderError } from '@deltaglider/core';
import { expect, it } from 'vitest';
import { collect, concat, edited, noise, prose, sourceOf, streamOf } from '../test/support.ts';
import { varint } from '../test/vcdiff-builder.ts';
import { readVcdiffHeader, Xdelta3Codec } from './index.ts';

const MUTANTS = 100_000;
const codec = new Xdelta3Codec({ workers: 0 });
const reference = prose(3000);

/** A stream of small numbers that is the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (;;) {
    for (const word of new Uint32Array(noise(65_536, seed).buffer)) yield word;
    seed += 1;
  }
}

/** One to three small damages: bits, bytes, cuts, repeats, insertions. */
function mutate(delta: Uint8Array, next: () => number): Uint8Array {
  let bytes: Uint8Array = delta.slice();
  for (let count = 1 + (next() % 3); count > 0; count -= 1) {
    const at = next() % bytes.length;
    const length = 1 + (next() % 8);
    const kind = next() % 6;
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << (next() % 8));
    else if (kind === 1) bytes[at] = next() % 256;
    else if (kind === 2) bytes = concat(bytes.subarray(0, at), bytes.subarray(at + length));
    else if (kind === 3) bytes = concat(bytes.subarray(0, at + length), bytes.subarray(at));
    else if (kind === 4)
      bytes = concat(bytes.subarray(0, at), noise(length, next()), bytes.subarray(at));
    else
      bytes = concat(bytes.subarray(0, at), new Uint8Array(length).fill(255), bytes.subarray(at));
    if (bytes.length === 0) bytes = delta.slice(0, 1);
  }
  return bytes;
}

/** A delta of one window without its checksum, so that damage gets past it. */
function withoutChecksum(delta: Uint8Array): Uint8Array {
  let position = readVcdiffHeader(delta).size;
  const indicator = delta[position] ?? 0;
  const number = () => {
    let value = 0;
    for (;;) {
      const byte = delta[position] ?? 0;
      position += 1;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  const start = position;
  position += 1;
  if ((indicator & 1) !== 0) {
    number();
    number();
  }
  const segment = delta.subarray(start + 1, position);
  const length = number() - 4;
  const rest = position;
  for (let fields = 0; fields < 5; fields += 1) number();
  return concat(
    delta.subarray(0, start),
    Uint8Array.of(indicator & ~4),
    segment,
    varint(length),
    delta.subarray(rest, position),
    delta.subarray(position + 4),
  );
}

it(`${MUTANTS} damaged deltas end in a clean error or in bytes within the limit`, async () => {
  const targets = [
    concat(edited(reference, 20), prose(6000, 9)),
    concat(reference.subarray(1000), noise(300), reference.subarray(0, 500)),
    concat(prose(2000, 4), new Uint8Array(500)),
  ];
  const deltas = await Promise.all(
    targets.map((target) => collect(codec.encode(sourceOf(reference), streamOf(target)))),
  );
  // Of the first target, by `xdelta3 -e -9 -S djw` and `-S fgk` (3.0.11), with one window each.
  const others = ['djw', 'fgk'].map((name) =>
    readFileSync(new URL(`../test/fixtures/secondary/${name}.vcdiff`, import.meta.url)),
  );
  const seeds = [...deltas, ...others, ...[...deltas, ...others].map(withoutChecksum)];
  for (const seed of seeds) await collect(codec.decode(sourceOf(reference), streamOf(seed)));
  const random = numbers(1);
  const next = () => random.next().value;
  const outcomes = { restored: 0, DELTA_FAILED: 0, UNSUPPORTED: 0 };
  for (let count = 0; count < MUTANTS; count += 1) {
    const mutant = mutate(seeds[count % seeds.length] ?? reference, next);
    try {
      const stream = codec.decode(sourceOf(reference), streamOf(mutant), { maxSize: 1 << 20 });
      expect((await collect(stream)).length).toBeLessThanOrEqual(1 << 20);
      outcomes.restored += 1;
    } catch (error) {
      if (!DeltaGliderError.is(error)) throw error;
      if (error.code !== 'DELTA_FAILED' && error.code !== 'UNSUPPORTED') throw error;
      outcomes[error.code] += 1;
    }
  }
  expect(outcomes.restored + outcomes.DELTA_FAILED + outcomes.UNSUPPORTED).toBe(MUTANTS);
  expect(outcomes.DELTA_FAILED).toBeGreaterThan(MUTANTS / 2);
}, 300_000);
