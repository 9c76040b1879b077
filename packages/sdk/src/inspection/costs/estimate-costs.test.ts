import type { StoredRow } from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectRow } from '../../../test/stored-rows.ts';
import { ClassSum } from './class-usage.ts';
import { defaultPrices } from './default-prices.ts';
import { estimateCosts } from './estimate-costs.ts';

const GIB = 2 ** 30;
const KIB = 1024;

function usageOf(...rows: StoredRow[]) {
  const sum = new ClassSum();
  for (const row of rows) sum.addRow(row);
  return sum;
}

const costsOf = (...rows: StoredRow[]) => estimateCosts(usageOf(...rows).total(), defaultPrices);
const dollars = (amount: number) => expect.closeTo(amount, 10) as number;

describe('estimateCosts', () => {
  it('prices what is stored, what it stands for, and the difference', () => {
    const delta = objectRow('a', { size: 10 * GIB, storedSize: GIB, storageClass: 'STANDARD' });
    const reference: StoredRow = {
      ...delta,
      kind: 'reference',
      storedSize: 2 * GIB,
      object: undefined,
    };
    expect(costsOf(delta, reference)).toEqual({
      currency: 'USD',
      asOf: defaultPrices.asOf,
      source: defaultPrices.source,
      stored: dollars(3 * 0.023),
      logical: dollars(10 * 0.023),
      saved: dollars(7 * 0.023),
      classes: [
        { storageClass: 'STANDARD', stored: dollars(3 * 0.023), logical: dollars(10 * 0.023) },
      ],
      unpriced: [],
    });
  });

  it.each([
    ['STANDARD_IA', 0.0125],
    ['ONEZONE_IA', 0.01],
    ['GLACIER_IR', 0.004],
  ])('charges 128 KiB for each smaller object in %s', (storageClass, price) => {
    const small = objectRow('a', { size: 300 * KIB, storedSize: 1, storageClass });
    const large = objectRow('b', { size: 128 * KIB, storageClass });
    const { stored, logical } = costsOf(small, large);
    expect(stored).toEqual(dollars(((256 * KIB) / GIB) * price));
    expect(logical).toEqual(dollars(((428 * KIB) / GIB) * price));
  });

  it('charges bytes as they are in other classes', () => {
    const row = objectRow('a', { size: 1024, storageClass: 'GLACIER' });
    expect(costsOf(row).stored).toEqual(dollars((1024 / GIB) * 0.0036));
  });

  it('may save less than nothing', () => {
    // As a delta it is still too small for its class.
    const row = objectRow('a', { size: 100 * KIB, storedSize: 10, storageClass: 'STANDARD_IA' });
    const reference = { ...row, kind: 'reference' as const, object: undefined };
    const { stored, saved } = costsOf(row, reference);
    expect(saved).toEqual(dollars(-stored / 2));
  });

  it('names classes that have no price, and prices the others', () => {
    const priced = objectRow('a', { size: GIB, storageClass: 'STANDARD' });
    const tiered = objectRow('b', { size: 7, storageClass: 'INTELLIGENT_TIERING' });
    const inherited = objectRow('b', { size: 8, storageClass: 'constructor' });
    const { stored, unpriced } = costsOf(priced, tiered, inherited, objectRow('c', { size: 5 }));
    expect(stored).toEqual(dollars(0.023));
    expect(unpriced).toEqual([
      { storageClass: undefined, objects: 1, storedSize: 5 },
      { storageClass: 'INTELLIGENT_TIERING', objects: 1, storedSize: 7 },
      { storageClass: 'constructor', objects: 1, storedSize: 8 },
    ]);
  });

  it('knows no logical cost while something is unseen, and estimates it from a sample', () => {
    const rows = [1, 2, 3, 4].map((i) =>
      objectRow(`${i}`, { size: i * GIB, storedSize: 10, storageClass: 'STANDARD' }),
    );
    const sum = usageOf(
      ...rows.map((row): StoredRow => ({ ...row, kind: 'unseen', object: undefined })),
    );
    expect(estimateCosts(sum.total(), defaultPrices)).toMatchObject({
      stored: dollars((40 / GIB) * 0.023),
      logical: undefined,
      saved: undefined,
    });
    sum.estimate(rows.slice(1, 3), 2);
    expect(estimateCosts(sum.total(), defaultPrices).logical).toEqual(dollars(10 * 0.023));
  });

  it('counts one of two variants, in its class, and the room of both', () => {
    const whole = objectRow('a', { size: 2 * GIB, storageClass: 'STANDARD_IA' });
    const delta = objectRow('a', { size: 3 * GIB, storedSize: GIB, storageClass: 'STANDARD' });
    const object = whole.object ?? delta.object;
    const replaces = object && { listed: whole.listed, object };
    const { stored, logical } = costsOf(whole, { ...delta, replaces });
    expect(stored).toEqual(dollars(2 * 0.0125 + 0.023));
    expect(logical).toEqual(dollars(3 * 0.023));
  });

  it('costs nothing where nothing is', () => {
    expect(costsOf()).toMatchObject({ stored: 0, logical: 0, saved: 0, classes: [] });
  });

  it('is as many times as much for so many times the price', () => {
    const volume = fc.record({ size: fc.nat(), storedSize: fc.nat() });
    fc.assert(
      fc.property(fc.array(volume), fc.double({ min: 0, max: 9, noNaN: true }), (sizes, price) => {
        const rows = sizes.map((each, i) => objectRow(`${i}`, { ...each, storageClass: 'X' }));
        const prices = (perGbMonth: number) => ({
          ...defaultPrices,
          bytesPerGb: 1e9,
          classes: { X: { perGbMonth, atLeast128KiB: true } },
        });
        const usage = usageOf(...rows).total();
        const one = estimateCosts(usage, prices(1));
        const charged = (bytes: number[]) =>
          bytes.reduce((all, each) => all + Math.max(each, 128 * KIB), 0) / 1e9;
        expect(one.stored).toBeCloseTo(charged(sizes.map((each) => each.storedSize)), 6);
        expect(one.logical).toBeCloseTo(charged(sizes.map((each) => each.size)), 6);
        expect(estimateCosts(usage, prices(price)).stored).toBeCloseTo(one.stored * price, 6);
      }),
    );
  });
});
