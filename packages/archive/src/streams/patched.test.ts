import { collect } from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { streamOf } from '../../test/support.ts';
import { patched } from './patched.ts';

describe('patched', () => {
  it('writes over the same bytes however they come in chunks', async () => {
    const gaps = fc.array(fc.record({ gap: fc.nat(9), bytes: fc.nat(0xffff_ffff) }));
    const rest = fc.nat(9);
    const chunkSize = fc.integer({ min: 1, max: 20 });
    await fc.assert(
      fc.asyncProperty(gaps, rest, chunkSize, fc.nat(50), async (all, left, size, start) => {
        let end = start;
        const patches = all.map(({ gap, bytes }) => {
          const offset = end + gap;
          end = offset + 4;
          return { offset, bytes };
        });
        const bytes = new Uint8Array(end - start + left).fill(7);
        const expected = Buffer.from(bytes);
        for (const { offset, bytes: value } of patches) {
          expected.writeUInt32LE(value, offset - start);
        }
        // Node's buffers are bytes, too, but cut otherwise.
        for (const given of [bytes, Buffer.from(bytes)]) {
          const result = await collect(patched(streamOf(given, size), patches, start));
          expect(Buffer.from(result)).toEqual(expected);
          // The chunks that were given are still what they were.
          expect(given.every((byte) => byte === 7)).toBe(true);
        }
      }),
    );
  });
});
