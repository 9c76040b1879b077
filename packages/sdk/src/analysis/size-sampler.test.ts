import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from './random.ts';
import { SizeSampler } from './size-sampler.ts';

it('draws in proportion to the sizes, wherever the large ones stand', () => {
  for (const large of [0, 5, 9]) {
    const random = createRandom(large + 1);
    let hits = 0;
    for (let round = 0; round < 2000; round++) {
      const sampler = new SizeSampler<{ size: number; at: number }>(2, random);
      for (let at = 0; at < 10; at++) sampler.add({ at, size: at === large ? 91 : 1 });
      hits += sampler.draws().filter(({ at }) => at === large).length;
    }
    expect(hits / 4000).toBeCloseTo(0.91, 1);
  }
});

it('keeps everything while that is no more than the sample, and counts', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 })), fc.integer({ min: 1, max: 9 }), (sizes, wanted) => {
      const sampler = new SizeSampler<{ size: number }>(wanted, createRandom(1));
      const items = sizes.map((size) => ({ size }));
      for (const item of items) sampler.add(item);
      const drawable = items.filter(({ size }) => size > 0);
      expect([sampler.count, sampler.bytes]).toEqual([
        drawable.length,
        sizes.reduce((sum, size) => sum + size, 0),
      ]);
      expect(sampler.everything()).toEqual(drawable.length <= wanted ? drawable : undefined);
      expect(sampler.draws()).toHaveLength(drawable.length === 0 ? 0 : wanted);
    }),
  );
});

it('draws the same for the same seed', () => {
  const draw = (seed: number) => {
    const sampler = new SizeSampler<{ size: number; at: number }>(5, createRandom(seed));
    for (let at = 0; at < 100; at++) sampler.add({ at, size: 1 + (at % 7) });
    return sampler.draws().map(({ at }) => at);
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});
