import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listedRow } from '../../../test/stored-rows.ts';
import { estimateTotal } from './estimate-total.ts';
import { KeySample } from './key-sample.ts';

const sha256 = () => createHash('sha256');

function sampleOf(keys: readonly string[], size: number): string[] {
  const sample = new KeySample(sha256, size);
  for (const key of keys) sample.add(listedRow(key));
  return sample.rows().map(({ key }) => key);
}

describe('estimateTotal', () => {
  it('is the sum when the sample is everything', () => {
    expect(estimateTotal([1, 2, 3], 3)).toEqual({ total: 6, low: 6, high: 6 });
    expect(estimateTotal([], 0)).toEqual({ total: 0, low: 0, high: 0 });
  });

  it('is open upwards when one object says nothing of how much they differ', () => {
    expect(estimateTotal([5], 9)).toEqual({ total: 45, low: 5, high: Infinity });
  });

  it('is by the formula', () => {
    // Mean 2, variance 1, and 1.96 * 30 * sqrt(1 / 3 * (1 - 3 / 30)).
    const margin = 1.96 * 30 * Math.sqrt((1 / 3) * 0.9);
    expect(estimateTotal([1, 2, 3], 30)).toEqual({
      total: 60,
      low: 60 - margin,
      high: 60 + margin,
    });
  });

  it('is never less than what was seen, and has the total inside', () => {
    const values = fc.array(fc.nat(), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.nat(1000), (seen, others) => {
        const { total, low, high } = estimateTotal(seen, seen.length + others);
        const sum = seen.reduce((all, each) => all + each, 0);
        expect(low).toBeGreaterThanOrEqual(sum);
        expect(total).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(total);
      }),
    );
  });

  it('has the truth in the interval about as often as it says', () => {
    // A hundred buckets of releases, small and large; samples as the hashes of their keys fall.
    let held = 0;
    for (let bucket = 0; bucket < 100; bucket++) {
      const sizes = new Map<string, number>();
      for (let i = 0; i < 1500; i++) {
        sizes.set(`b${bucket}/v${i}.zip.delta`, 1000 * (1 + (i % 7)) + (i % 50 === 0 ? 40_000 : 0));
      }
      const truth = [...sizes.values()].reduce((all, each) => all + each, 0);
      const values = sampleOf([...sizes.keys()], 150).map((key) => sizes.get(key) ?? 0);
      const { low, high } = estimateTotal(values, sizes.size);
      if (low <= truth && truth <= high) held++;
    }
    expect(held / 100).toBeGreaterThan(0.9);
    expect(held / 100).toBeLessThan(1);
  });
});

describe('KeySample', () => {
  it('has as many as it can, each once, whatever their order', () => {
    const keys = fc.uniqueArray(fc.string(), { maxLength: 50 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 20 }), (all, size) => {
        const sample = sampleOf(all, size).sort();
        expect(new Set(sample).size).toBe(Math.min(size, all.length));
        expect(sampleOf([...all].reverse(), size).sort()).toEqual(sample);
      }),
    );
  });

  it('favours no place in the listing', () => {
    const keys = Array.from({ length: 4000 }, (_, i) => `k${String(i).padStart(5, '0')}`);
    const places = sampleOf(keys, 1000).map((key) => Number(key.slice(1)));
    for (let quarter = 0; quarter < 4; quarter++) {
      const inside = places.filter((place) => Math.floor(place / 1000) === quarter);
      expect(inside.length).toBeGreaterThan(200);
      expect(inside.length).toBeLessThan(300);
    }
  });
});
