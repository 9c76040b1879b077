import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['90m', 5_400_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
    [' 2w ', 1_209_600_000],
    ['0d', 0],
  ])('reads %s', (text, expected) => {
    expect(parseDuration(text, '--older-than')).toBe(expected);
  });

  it.each(['', '7', 'd', '7 d', '-1d', '1.5h', '7days', '7D', '9999999d'])(
    'refuses %o, and names the flag',
    (text) => {
      expect(() => parseDuration(text, '--older-than')).toThrow(
        `argument --older-than: ${text} is not a duration.`,
      );
    },
  );
});
