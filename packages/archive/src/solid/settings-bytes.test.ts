import { DeltaGliderError } from '@deltaglider/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSettings, encodeSettings } from './settings-bytes.ts';
import type { SolidSettings } from './solid-settings.ts';

const effort = {
  method: fc.constant('xz' as const),
  preset: fc.integer({ min: 0, max: 9 }),
  extreme: fc.boolean(),
  check: fc.constantFrom(0 as const, 1 as const, 4 as const, 10 as const),
};
const anySettings: fc.Arbitrary<SolidSettings> = fc.oneof(
  fc.record({
    method: fc.constant('bzip2' as const),
    level: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ ...effort, blocks: fc.constant('one' as const) }),
  fc.record({
    ...effort,
    blocks: fc.constant('sized' as const),
    blockSize: fc.integer({ min: 1, max: 192 * 2 ** 20 }),
  }),
);

function tryDecode(bytes: Uint8Array): SolidSettings | undefined {
  try {
    return decodeSettings(bytes);
  } catch (error) {
    if (DeltaGliderError.is(error, 'DELTA_FAILED')) return undefined;
    throw error;
  }
}

describe('settings as bytes', () => {
  it('come back as they were, from at most 6 bytes', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const bytes = encodeSettings(settings);
        expect(bytes.length).toBeLessThanOrEqual(6);
        expect(decodeSettings(bytes)).toEqual(settings);
      }),
    );
  });

  it('are one spelling each: what is decoded encodes to the same bytes', () => {
    const likely = fc
      .tuple(
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom(0, 1, 2, 4, 10, 11),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 0x80)), {
          maxLength: 6,
        }),
      )
      .map(([first, check, rest]) => Uint8Array.from([first, check, ...rest]));
    const anyBytes = fc.oneof(likely, fc.uint8Array({ maxLength: 8 }));
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const settings = tryDecode(bytes);
        if (settings !== undefined) expect([...encodeSettings(settings)]).toEqual([...bytes]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['level 0', '00'],
    ['level 10', '0a'],
    ['a level with more behind it', '0900'],
    ['a preset below 0', '0f0400'],
    ['a preset above 9', '240400'],
    ['no check', '1c'],
    ['an unknown check', '1c0300'],
    ['no block size', '1c04'],
    ['an unfinished block size', '1c0480'],
    ['a block size in more bytes than it needs', '1c048100'],
    ['a block size of more than 192 MiB', '1c0481808060'],
    ['a block size of 2^60', '1c04808080808080808010'],
    ['something behind it', '1c040000'],
  ])('are refused: %s', (_, hex) => {
    expect(() => decodeSettings(Buffer.from(hex, 'hex'))).toThrow(
      expect.objectContaining({ code: 'DELTA_FAILED' }),
    );
  });
});
