import { DeltaGliderError } from '@deltaglider/core';
import { afterAll, describe, expect, it } from 'vitest';
import { collect, concat, edited, noise, prose, sourceOf, streamOf } from '../test/support.ts';
import { Xdelta3Codec } from './index.ts';

const inline = new Xdelta3Codec({ workers: 0 });
const pooled = new Xdelta3Codec({ workers: 2, inlineBelow: 0 });

afterAll(() => {
  inline.close();
  pooled.close();
});

const empty = new Uint8Array(0);
const text = prose(300_000);
const pairs: Record<string, readonly [Uint8Array, Uint8Array]> = {
  'empty from empty': [empty, empty],
  'empty from something': [text, empty],
  'something from empty': [empty, text],
  'one byte': [Uint8Array.of(1), Uint8Array.of(1)],
  identical: [text, text],
  edited: [text, edited(text)],
  unrelated: [noise(100_000, 3), noise(120_000, 4)],
  'a reference of just a block': [noise(262_144, 5), edited(noise(262_144, 5))],
  'a reference of just 16 MiB': [noise(16 << 20, 5), edited(noise(16 << 20, 5), 100_000)],
  'a target of just a window': [noise(8 << 20, 6), edited(noise(8 << 20, 6), 100_000)],
  'a target of several windows': [
    noise(9 << 20, 7),
    concat(noise(5 << 20, 8), noise(9 << 20, 7), noise(4 << 20, 8)),
  ],
};

describe.each([
  ['on the calling thread', inline],
  ['in a worker', pooled],
])('Xdelta3Codec %s', (_, codec) => {
  it.each(Object.entries(pairs))('round trip: %s', async (_name, [reference, target]) => {
    const delta = await collect(codec.encode(sourceOf(reference), streamOf(target)));
    const restored = await collect(codec.decode(sourceOf(reference), streamOf(delta)));
    expect(Buffer.compare(restored, target)).toBe(0);
  });

  it('makes a tiny delta of swapped halves', async () => {
    const reference = noise(24 << 20, 9);
    const half = reference.length / 2;
    const target = concat(reference.subarray(half), reference.subarray(0, half));
    const delta = await collect(codec.encode(sourceOf(reference), streamOf(target)));
    expect(delta.length).toBeLessThan(1000);
    const restored = await collect(codec.decode(sourceOf(reference), streamOf(delta)));
    expect(Buffer.compare(restored, target)).toBe(0);
  });

  it('makes the same delta whatever the chunks are', async () => {
    const target = edited(text);
    const whole = await collect(codec.encode(sourceOf(text), streamOf(target, target.length)));
    const bits = await collect(codec.encode(sourceOf(text), streamOf(target, 999)));
    expect(Buffer.compare(whole, bits)).toBe(0);
    const restored = await collect(codec.decode(sourceOf(text), streamOf(whole, 1)));
    expect(Buffer.compare(restored, target)).toBe(0);
  });

  it('encodes against a window of a reference that is too large to hold', async () => {
    const options = { residentReference: 1 << 20, workers: codec === inline ? 0 : 1 };
    const windowed = new Xdelta3Codec(options);
    const reference = sourceOf(noise(12 << 20, 10));
    const cut = 300_000;
    const moved = concat(
      reference.bytes.subarray(cut),
      noise(1000, 11),
      reference.bytes.subarray(0, cut),
    );
    const target = edited(moved, 50_000);
    const delta = await collect(windowed.encode(reference, streamOf(target)));
    // What moved by less than half the window is found; the beginning, now far from its place, is not.
    expect(delta.length).toBeLessThan(cut + 40_000);
    expect(reference.bytesRead).toBeLessThan(2 * reference.size);
    const restored = await collect(windowed.decode(reference, streamOf(delta)));
    expect(Buffer.compare(restored, target)).toBe(0);
    windowed.close();
  });

  it('says which reference a corrupt delta may be of', async () => {
    const delta = await collect(codec.encode(sourceOf(text), streamOf(edited(text))));
    const wrong = collect(codec.decode(sourceOf(noise(text.length)), streamOf(delta)));
    await expect(wrong).rejects.toSatisfy((error) => DeltaGliderError.is(error, 'DELTA_FAILED'));
    await expect(wrong).rejects.toThrow('another reference');
  });
});
