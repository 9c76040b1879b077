import { collect } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { chunked } from './chunked.ts';
import { mutate } from './mutate.ts';
import { randomBytes } from './random-bytes.ts';
import { sha256Hex } from './sha256-hex.ts';

describe('makers of test data', () => {
  it('makes the same bytes from the same seed, and others from another', () => {
    expect(randomBytes(1, 1001)).toEqual(randomBytes(1, 1001));
    expect(randomBytes(1, 64)).not.toEqual(randomBytes(2, 64));
    expect(randomBytes(1, 7)).toEqual(randomBytes(1, 9).subarray(0, 7));
  });

  it('mutates without touching the original', () => {
    const original = randomBytes(1, 4096);
    const before = sha256Hex(original);
    const mutated = mutate(original, 2, 10);
    expect(sha256Hex(original)).toBe(before);
    expect(sha256Hex(mutated)).not.toBe(before);
    expect(mutate(original, 2, 10)).toEqual(mutated);
    expect(mutate(original, 2, 0)).toEqual(original);
  });

  it('mutates from nothing and down to nothing', () => {
    for (let seed = 0; seed < 50; seed++)
      expect(() => mutate(new Uint8Array(0), seed, 20)).not.toThrow();
  });

  it('cuts a stream to the given sizes', async () => {
    const bytes = randomBytes(1, 10);
    const sizes: number[] = [];
    for await (const chunk of chunked(bytes, [1, 0, 4])) sizes.push(chunk.length);
    expect(sizes).toEqual([1, 0, 4, 1, 0, 4]);
    expect(await collect(chunked(bytes, [3]))).toEqual(bytes);
  });
});
