import type { LogicalEntry } from '@deltaglider/core';
import { expect, it } from 'vitest';
import { newestOf } from '../src/newest-of.ts';

const about = { size: 1, storedSize: 1, etag: 'e', sha256: undefined };
const object = { ...about, type: 'object', stored: 'whole' } as const;

async function* listing(times: readonly number[]): AsyncGenerator<LogicalEntry> {
  yield { type: 'prefix', key: 'a/' };
  for (const [index, time] of times.entries()) {
    yield { ...object, key: `k${index}`, lastModified: new Date(time) };
  }
}

it.each([
  [[3, 1, 2], 2, ['k0', 'k2']],
  [[1, 2, 3], 2, ['k2', 'k1']],
  [[5, 5, 5], 2, ['k2', 'k1']],
  [[1, 9, 1, 9, 1], 3, ['k3', 'k1', 'k4']],
  [[1, 2], 9, ['k1', 'k0']],
  [[], 1, []],
])('finds of objects of %j the %i newest', async (times, count, keys) => {
  const found = await newestOf(listing(times), count);
  expect(found.map(({ key }) => key)).toEqual(keys);
});
