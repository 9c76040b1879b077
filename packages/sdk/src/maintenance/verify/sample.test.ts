import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertSample, sampled, type Sample } from './sample.ts';

const sha256 = () => createHash('sha256');

async function choose(keys: readonly string[], sample: Sample): Promise<string[]> {
  const items = (async function* () {
    for (const key of keys) yield { key };
  })();
  const chosen: string[] = [];
  for await (const { key } of sampled(items, sample, sha256)) chosen.push(key);
  return chosen;
}

const keysOf = (count: number) => Array.from({ length: count }, (_, i) => `app/v${i}.zip`);
const seeds = fc.string({ maxLength: 8 });

describe('a share of objects', () => {
  it.each([0.1, 0.5, 0.9])('of %f is about that many', async (share) => {
    const chosen = await choose(keysOf(4000), { share, seed: 'a' });
    expect(Math.abs(chosen.length - 4000 * share)).toBeLessThan(120);
  });

  it('of everything is everything', async () => {
    expect(await choose(keysOf(9), { share: 1, seed: 'a' })).toEqual(keysOf(9));
  });

  it('is the same for the same seed, whatever was added, and another for another', async () => {
    const some = await choose(keysOf(500), { share: 0.2, seed: 'a' });
    const more = await choose(keysOf(1000), { share: 0.2, seed: 'a' });
    expect(more.filter((key) => keysOf(500).includes(key))).toEqual(some);
    expect(await choose(keysOf(500), { share: 0.2, seed: 'b' })).not.toEqual(some);
  });

  it('is never nothing of something', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), seeds, async (count, seed) => {
        const chosen = await choose(keysOf(count), { share: 1e-9, seed });
        expect(chosen).toHaveLength(1);
      }),
    );
    expect(await choose([], { share: 0.5, seed: 'a' })).toEqual([]);
  });
});

describe('a number of objects', () => {
  it('is that number, in order, and the same for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 40 }),
        seeds,
        async (count, of, seed) => {
          const keys = keysOf(of);
          const chosen = await choose(keys, { count, seed });
          expect(chosen).toHaveLength(Math.min(count, of));
          expect(chosen).toEqual(keys.filter((key) => chosen.includes(key)));
          expect(await choose([...keys].reverse(), { count, seed })).toEqual(chosen.reverse());
        },
      ),
    );
  });
});

it.each([{ share: 0 }, { share: 1.1 }, { share: NaN }, { count: 0 }, { count: 1.5 }])(
  'is refused as %o',
  (sample) => {
    expect(() => {
      assertSample({ ...sample, seed: 'a' });
    }).toThrow(/no object/);
  },
);
