import { expect, it } from 'vitest';
import { fuzzArchives } from '../test/fuzz-archives.ts';

it('stores and restores mutated archives, each byte for byte', async () => {
  const count = 250;
  let last = 0;
  await fuzzArchives({
    count,
    seed: 4,
    onProgress: (done) => {
      last = done;
    },
  });
  expect(last).toBe(count);
}, 120_000);
