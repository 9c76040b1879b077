import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateShare } from './estimate-share.ts';
import { createRandom } from './random.ts';

it('knows nothing without draws, and little from one', () => {
  expect(estimateShare([])).toEqual({ mean: undefined, low: 0, high: 1 });
  expect(estimateShare([0.2])).toEqual({ mean: 0.2, low: 0, high: 1 });
});

it('is no surer than so many draws can be, however alike they are', () => {
  const { low, high } = estimateShare(Array.from({ length: 30 }, () => 0.02));
  expect(low).toBeCloseTo(0.018, 3);
  expect(high).toBeCloseTo(0.02 + 0.98 * 0.1, 3);
});

it('has the mean between its ends, which are parts of a whole', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(share, { minLength: 1 }), (draws) => {
      const { mean = NaN, low, high } = estimateShare(draws);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(mean).toBeGreaterThanOrEqual(low - 1e-12);
      expect(mean).toBeLessThanOrEqual(high + 1e-12);
    }),
  );
});

/** Shares as they come: nearly all saved, nothing saved, and some between. */
const POPULATIONS: readonly (readonly [name: string, draw: (random: () => number) => number])[] = [
  ['two kinds', (random) => (random() < 0.3 ? 1 : 0.02)],
  ['few that do not pay', (random) => (random() < 0.04 ? 1 : 0.05)],
  ['all between', (random) => random() * 0.5],
  ['skewed', (random) => random() ** 4],
];

it.each(POPULATIONS)('holds the truth in 19 of 20 samples or so: %s', (_, draw) => {
  const random = createRandom(7);
  let sum = 0;
  for (let i = 0; i < 200_000; i++) sum += draw(random);
  const truth = sum / 200_000;
  let held = 0;
  for (let round = 0; round < 1000; round++) {
    const { low, high } = estimateShare(Array.from({ length: 40 }, () => draw(random)));
    if (low <= truth && truth <= high) held += 1;
  }
  expect(held).toBeGreaterThan(920);
});
