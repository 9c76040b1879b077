import { bufferSource, type ByteSource } from '@deltaglider/core';
import { randomBytes, rejectionOf } from '@deltaglider/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateShare } from './estimate-share.ts';
import { SeedSampler } from './seed-sampler.ts';

const share = (reference: Uint8Array, target: Uint8Array) =>
  estimateShare(bufferSource(reference), bufferSource(target), undefined);

const reference = randomBytes(1, 400_000);

describe('estimateShare', () => {
  it('says 1 of the same bytes, and 0 of others', async () => {
    expect(await share(reference, reference)).toBe(1);
    expect(await share(reference, randomBytes(2, 400_000))).toBe(0);
    expect(await share(new Uint8Array(0), randomBytes(2, 400_000))).toBe(0);
  });

  it('says what part is alike, wherever it stands', async () => {
    const property = fc.asyncProperty(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(100_000),
      fc.nat(1000),
      async (part, from, seed) => {
        const taken = reference.subarray(from, from + Math.round(part * 300_000));
        const other = randomBytes(seed + 10, 300_000 - taken.length);
        const half = other.length >> 1;
        const target = Buffer.concat([other.subarray(0, half), taken, other.subarray(half)]);
        expect(Math.abs((await share(reference, target)) - part)).toBeLessThan(0.07);
      },
    );
    await fc.assert(property, { numRuns: 20 });
  });

  it('is not taken in by long runs that every file may have', async () => {
    const zeros = new Uint8Array(200_000);
    const first = Buffer.concat([zeros, randomBytes(3, 200_000)]);
    const second = Buffer.concat([randomBytes(4, 200_000), zeros]);
    expect(await share(first, second)).toBeLessThan(0.02);
  });

  it('says 1 of what is too small to tell', async () => {
    expect(await share(reference, randomBytes(2, 100))).toBe(1);
    expect(await share(reference, new Uint8Array(0))).toBe(1);
  });

  it('reads a quarter of what is large, and still knows', async () => {
    const size = 80 << 20;
    const large = repeatable(size, 0);
    const moved = repeatable(size, 12_345_678);
    const estimate = await estimateShare(large, moved, undefined);
    expect(estimate).toBeGreaterThan(0.7);
    expect(large.bytesRead).toBeLessThan(0.3 * size);
    expect(moved.bytesRead).toBeLessThan(0.3 * size);
    // Equal places do not count as more than they are.
    const half = repeatable(size, 0, size >> 1);
    const partly = await estimateShare(large, half, undefined);
    expect(partly).toBeGreaterThan(0.35);
    expect(partly).toBeLessThan(0.65);
    expect(await estimateShare(large, repeatable(size, 0, 0), undefined)).toBeLessThan(0.001);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort('enough');
    const source = bufferSource(reference);
    expect(await rejectionOf(estimateShare(source, source, signal))).toBe('enough');
  });
});

describe('SeedSampler', () => {
  it('picks a run of one byte once at most', () => {
    const counts = Array.from({ length: 256 }, (_, byte) => {
      let seeds = 0;
      new SeedSampler(6, () => (seeds += 1)).add(new Uint8Array(1000).fill(byte));
      return seeds;
    });
    expect(Math.max(...counts)).toBe(1);
  });

  it('does not depend on the chunks', () => {
    const seedsOf = (chunkSize: number) => {
      const seeds: number[] = [];
      const sampler = new SeedSampler(6, (seed) => seeds.push(seed));
      for (let at = 0; at < 50_000; at += chunkSize) {
        sampler.add(reference.subarray(at, Math.min(50_000, at + chunkSize)));
      }
      return seeds;
    };
    expect(seedsOf(50_000).length).toBeGreaterThan(600);
    for (const chunkSize of [1, 7, 31, 32, 1000])
      expect(seedsOf(chunkSize)).toEqual(seedsOf(50_000));
  });
});

/**
 * Blocks of which each is the same on every reading, from a place on in an endless sequence; behind `same` bytes
 * those of another sequence.
 */
function repeatable(size: number, from: number, same = size): ByteSource & { bytesRead: number } {
  const BLOCK = 1 << 16;
  const blocks = new Map<number, Uint8Array>();
  const blockOf = (index: number, sequence: number) => {
    const seed = index * 2 + sequence;
    const block = blocks.get(seed) ?? randomBytes(seed + 1, BLOCK);
    blocks.set(seed, block);
    return block;
  };
  const source = {
    size,
    bytesRead: 0,
    read: async (offset: number, length: number): Promise<Uint8Array> => {
      const end = Math.min(size, offset + length);
      source.bytesRead += end - offset;
      const bytes = new Uint8Array(end - offset);
      for (let at = offset; at < end;) {
        const place = at + from;
        const block = blockOf(Math.floor(place / BLOCK), at < same ? 0 : 1);
        const part = block.subarray(place % BLOCK).subarray(0, end - at);
        bytes.set(part, at - offset);
        at += part.length;
      }
      return bytes;
    },
  };
  return source;
}
