import { expect, it } from 'vitest';
import { partSizeOf } from './part-size-of.ts';

const MIB = 2 ** 20;

it.each([
  ['an empty object', 0],
  ['exactly 10,000 parts', 10_000 * 8 * MIB],
])('is the configured one for %s', (_, size) => {
  expect(partSizeOf(size, 8 * MIB)).toBe(8 * MIB);
});

it.each([10_000 * 8 * MIB + 1, 5 * 2 ** 40])('grows, so that %i bytes are 10,000 parts', (size) => {
  const partSize = partSizeOf(size, 8 * MIB);
  expect(partSize).toBeGreaterThan(8 * MIB);
  expect(Number.isInteger(partSize)).toBe(true);
  expect(Math.ceil(size / partSize)).toBeLessThanOrEqual(10_000);
});
