import { describe, expect, it } from 'vitest';
import { parseVcdiffHeader, readVcdiffHeader } from './vcdiff-header.ts';

const MAGIC = [0xd6, 0xc3, 0xc4, 0];

describe('readVcdiffHeader', () => {
  it('reads a header of xdelta3', () => {
    const names = new TextEncoder().encode('a.zip//b.zip/');
    const bytes = Uint8Array.of(...MAGIC, 5, 2, names.length, ...names, 5, 9, 9);
    expect(readVcdiffHeader(bytes)).toEqual({
      indicator: 5,
      secondaryId: 2,
      appHeader: 'a.zip//b.zip/',
      size: 7 + names.length,
    });
  });

  it('reads a header with nothing in it', () => {
    expect(readVcdiffHeader(Uint8Array.of(...MAGIC, 0))).toEqual({ indicator: 0, size: 5 });
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

describe('parseVcdiffHeader', () => {
  it('asks for more bytes until the header is whole', () => {
    const bytes = Uint8Array.of(...MAGIC, 5, 2, 3, 65, 66, 67, 5);
    for (let length = 0; length < 10; length += 1) {
      expect(parseVcdiffHeader(bytes.subarray(0, length))).toBeUndefined();
    }
    expect(parseVcdiffHeader(bytes)).toMatchObject({ appHeader: 'ABC', size: 10 });
  });

  it('does not ask for more where the bytes are no VCDIFF', () => {
    expect(() => parseVcdiffHeader(Uint8Array.of(0xd6, 1))).toThrow('not a VCDIFF');
  });
});
