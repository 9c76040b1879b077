import { bufferSource, collect, type DeltaCodecPort } from '@deltaglider/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { mutate } from '../bytes/mutate.ts';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { decode, encode, type DeltaPair, type DescribeDeltaCodecOptions } from './codec-subject.ts';

const empty = new Uint8Array(0);
const small = randomBytes(1, 5000);
const large = randomBytes(2, (3 << 20) + 11);
const zeros = new Uint8Array(1 << 20);

const PAIRS: Readonly<Record<string, DeltaPair>> = {
  'nothing from nothing': { reference: empty, target: empty },
  'nothing from something': { reference: small, target: empty },
  'something from nothing': { reference: empty, target: small },
  'one byte from one byte': { reference: new Uint8Array([1]), target: new Uint8Array([2]) },
  'the same again': { reference: small, target: small },
  'a large file again': { reference: large, target: large },
  'a few edits': { reference: small, target: mutate(small, 3, 5) },
  'a few edits in a large file': { reference: large, target: mutate(large, 4, 40) },
  'something unrelated': { reference: small, target: randomBytes(5, 7000) },
  'a part': { reference: large, target: large.subarray(1_000_000, 1_200_000) },
  'two parts swapped': {
    reference: large,
    target: Buffer.concat([large.subarray(1 << 20), large.subarray(0, 1 << 20)]),
  },
  'much more than the reference': {
    reference: small,
    target: Buffer.concat([small, large, small]),
  },
  'zeros from zeros': { reference: zeros, target: zeros.subarray(0, 999_999) },
  'zeros from nothing': { reference: empty, target: zeros },
  'bytes that look like gzip': {
    reference: Buffer.concat([Buffer.from('1f8b0800', 'hex'), small]),
    target: Buffer.concat([Buffer.from('1f8b0800', 'hex'), mutate(small, 6, 2)]),
  },
};

const CHUNKS: readonly (readonly number[])[] = [[65_536], [1, 0, 7], [1 << 22], [4095, 4097, 0]];

export function roundTripCases(
  codec: () => DeltaCodecPort,
  options: DescribeDeltaCodecOptions,
): void {
  describe('round trip', () => {
    it.each(Object.entries({ ...PAIRS, ...options.pairs }))('restores %s', async (_, pair) => {
      const delta = await encode(codec(), pair);
      const restored = await decode(codec(), pair.reference, chunked(delta));
      expect(restored.length).toBe(pair.target.length);
      expect(sha256Hex(restored)).toBe(sha256Hex(pair.target));
    });

    it.each(CHUNKS)('does not depend on the chunks: %j %j %j %j', async (...sizes) => {
      const chunks = sizes.filter((size) => typeof size === 'number');
      const pair = { reference: small, target: mutate(small, 7, 8) };
      const delta = await encode(codec(), pair, chunks);
      expect(await decode(codec(), small, chunked(delta, chunks))).toEqual(pair.target);
    });

    it('needs no size of the target', async () => {
      const target = mutate(small, 8, 8);
      const delta = await collect(codec().encode(bufferSource(small), chunked(target, [777])));
      expect(await decode(codec(), small, chunked(delta))).toEqual(target);
    });

    it('makes small deltas of similar files', async () => {
      const target = mutate(large, 9, 20);
      const delta = await encode(codec(), { reference: large, target });
      expect(delta.length / target.length).toBeLessThanOrEqual(options.similarRatio ?? 0.2);
    });

    it('works on several pairs at once', async () => {
      const pairs = Array.from({ length: 4 }, (_, i) => ({
        reference: randomBytes(i, 200_000),
        target: mutate(randomBytes(i, 200_000), i, 10),
      }));
      const restored = await Promise.all(
        pairs.map(async (pair) => {
          const delta = await encode(codec(), pair);
          return decode(codec(), pair.reference, chunked(delta, [1000]));
        }),
      );
      expect(restored.map(sha256Hex)).toEqual(pairs.map(({ target }) => sha256Hex(target)));
    });

    it('restores random pairs', async () => {
      const bytes = fc.uint8Array({ maxLength: 3000 });
      const property = fc.asyncProperty(
        bytes,
        bytes,
        fc.nat(6),
        async (reference, other, edits) => {
          const target = Buffer.concat([mutate(reference, edits, edits), other]);
          const delta = await encode(codec(), { reference, target });
          expect(sha256Hex(await decode(codec(), reference, chunked(delta)))).toBe(
            sha256Hex(target),
          );
        },
      );
      await fc.assert(property, { numRuns: options.randomRuns ?? 30 });
    });
  });
}
