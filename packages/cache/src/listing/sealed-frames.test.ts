import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ephemeralCacheKey } from '../keys/cache-key.ts';
import { deriveKey, SealedFrames } from './sealed-frames.ts';

const frames = new SealedFrames(deriveKey(ephemeralCacheKey(), 'frames'));
const contents = ['first', '', 'third, which is longer'].map((text) => Buffer.from(text));
const sealed = Buffer.concat(contents.map((content) => frames.seal('name', content)));

describe('SealedFrames', () => {
  it('opens what was sealed', () => {
    expect(frames.open('name', sealed)).toEqual({ contents, isWhole: true });
    expect(frames.open('name', Buffer.alloc(0))).toEqual({ contents: [], isWhole: true });
  });

  it('opens no frame in a file of another name, nor with another key', () => {
    const others = new SealedFrames(deriveKey(ephemeralCacheKey(), 'frames'));
    const nothing = { contents: [], isWhole: false };
    expect(frames.open('other', sealed)).toEqual(nothing);
    expect(others.open('name', sealed)).toEqual(nothing);
  });

  it('opens the frames before any damage or cut, unchanged', () => {
    const damage = fc.record({
      at: fc.integer({ min: 0, max: sealed.length - 1 }),
      bit: fc.integer({ min: 0, max: 7 }),
      end: fc.integer({ min: 0, max: sealed.length }),
    });
    fc.assert(
      fc.property(damage, ({ at, bit, end }) => {
        const damaged = Buffer.from(sealed);
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
        const opened = frames.open('name', damaged);
        expect(opened.isWhole).toBe(false);
        expect(opened.contents).toEqual(contents.slice(0, opened.contents.length));
        const cut = frames.open('name', sealed.subarray(0, end));
        expect(cut.contents).toEqual(contents.slice(0, cut.contents.length));
      }),
    );
  });
});
