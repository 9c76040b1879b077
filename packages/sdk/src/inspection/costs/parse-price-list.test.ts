import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultPrices } from './default-prices.ts';
import { parsePriceList } from './parse-price-list.ts';
import { readPriceList } from './read-price-list.ts';

const minimal = {
  currency: 'EUR',
  asOf: '2026-01-01',
  source: 'a contract',
  classes: { STANDARD: { perGbMonth: 0.01 } },
};

describe('parsePriceList', () => {
  it('reads what the default list is written as', () => {
    const { classes, ...about } = parsePriceList(JSON.stringify(defaultPrices), 'p.json');
    expect({ ...about, classes: {} }).toEqual({ ...defaultPrices, classes: {} });
    expect(classes.STANDARD_IA).toEqual({ perGbMonth: 0.0125, atLeast128KiB: true });
    expect(classes.STANDARD).toEqual({ perGbMonth: 0.023, atLeast128KiB: false });
    expect(Object.keys(classes)).toEqual(Object.keys(defaultPrices.classes));
  });

  it.each([
    ['{', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    [{ ...minimal, currency: '' }, 'has no text for currency'],
    [{ ...minimal, asOf: 5 }, 'has no text for asOf'],
    [{ ...minimal, bytesPerGb: 0 }, 'has a bytesPerGb that is not a number of 1 or more'],
    [{ ...minimal, price: 1 }, 'has an unknown key: price'],
    [{ ...minimal, classes: [] }, 'has no classes'],
    [{ ...minimal, classes: { A: 1 } }, 'has no perGbMonth of 0 or more for A'],
    [{ ...minimal, classes: { A: { perGbMonth: -1 } } }, 'has no perGbMonth of 0 or more for A'],
    [{ ...minimal, classes: { A: { perGbMonth: 1, min: 2 } } }, 'has an unknown key for A: min'],
    [
      { ...minimal, classes: { A: { perGbMonth: 1, atLeast128KiB: 'yes' } } },
      'has an atLeast128KiB for A that is neither true nor false',
    ],
  ])('refuses %j', (document, reason) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    expect(() => parsePriceList(text, 'p.json')).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: `The price list p.json ${reason}.`,
      }) as Error,
    );
  });
});

describe('readPriceList', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dg-prices-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('reads a file, and names one that is not there', async () => {
    const path = join(directory, 'p.json');
    await writeFile(path, JSON.stringify(minimal));
    expect(await readPriceList(path)).toMatchObject({ currency: 'EUR' });
    await expect(readPriceList(join(directory, 'none'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: join(directory, 'none') },
    });
  });
});
