import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect, concat, sourceOf } from '../test/support.ts';
import { Xdelta3Codec } from './index.ts';

/** A target that is put together from pieces of the reference and new bytes. */
const pair = fc.uint8Array({ maxLength: 6000 }).chain((reference) =>
  fc.record({
    reference: fc.constant(reference),
    pieces: fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc
          .tuple(fc.nat({ max: reference.length }), fc.nat({ max: reference.length }))
          .map(([one, other]) => reference.slice(Math.min(one, other), Math.max(one, other))),
        fc
          .tuple(fc.nat({ max: 255 }), fc.nat({ max: 500 }))
          .map(([byte, length]) => new Uint8Array(length).fill(byte)),
      ),
      { maxLength: 8 },
    ),
    cuts: fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 }),
  }),
);

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let offset = 0, turn = 0; offset < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.slice(offset, offset + size);
    offset += size;
  }
}

describe('any reference and target', () => {
  const codec = new Xdelta3Codec({ workers: 0 });

  it('come back, however they are cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ({ reference, pieces, cuts }) => {
        const target = concat(...pieces);
        const delta = await collect(codec.encode(sourceOf(reference), cut(target, cuts)));
        const restored = await collect(codec.decode(sourceOf(reference), cut(delta, cuts)));
        expect(Buffer.compare(restored, target)).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
