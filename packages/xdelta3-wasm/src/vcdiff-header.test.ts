import { describe, expect, it } from 'vitest';
import { concat } from '../test/support.ts';
import { MAGIC } from '../test/vcdiff-builder.ts';
import { readVcdiffHeader } from './index.ts';

describe('readVcdiffHeader', () => {
  it('reads a header of xdelta3', () => {
    const names = new TextEncoder().encode('a.zip//b.zip/');
    const bytes = concat(MAGIC, Uint8Array.of(5, 2, names.length), names, Uint8Array.of(5, 9, 9));
    expect(readVcdiffHeader(bytes)).toEqual({
      indicator: 5,
      secondaryId: 2,
      appHeader: 'a.zip//b.zip/',
      size: 7 + names.length,
    });
  });

  it('reads a header with nothing in it', () => {
    expect(readVcdiffHeader(concat(MAGIC, Uint8Array.of(0)))).toEqual({ indicator: 0, size: 5 });
  });

  it.each([
    ['nothing', [], 'DELTA_FAILED'],
    ['other bytes', [1, 2, 3, 4, 5], 'DELTA_FAILED'],
    ['a part of the magic', [0xd6, 0xc3], 'DELTA_FAILED'],
    ['names that are cut off', [...MAGIC, 4, 10, 65], 'DELTA_FAILED'],
    ['a length without end', [...MAGIC, 4, 255, 255, 255, 255, 255, 255], 'DELTA_FAILED'],
    ['a later version', [0xd6, 0xc3, 0xc4, 1, 0], 'UNSUPPORTED'],
    ['a code table', [...MAGIC, 2], 'UNSUPPORTED'],
    ['unknown bits', [...MAGIC, 16], 'UNSUPPORTED'],
  ])('refuses %s', (_, bytes, code) => {
    expect(() => readVcdiffHeader(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
