import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRegExp } from './glob-pattern.ts';

describe('toRegExp', () => {
  it.each([
    ['*.txt', 'sub/3.txt', true],
    ['*', 'a\nb', true],
    ['?', '/', true],
    ['?', '', false],
    ['?', '𝄞', true],
    ['[abc].zip', 'b.zip', true],
    ['[!abc].zip', 'b.zip', false],
    ['[a-c]', 'b', true],
    ['[c-a]', 'b', false],
    ['[]]', ']', true],
    ['[!]]', ']', false],
    ['[', '[', true],
    ['[ab', '[ab', true],
    ['[\\d]', '5', false],
    ['[^a]', '^', true],
    ['[a-]', '-', true],
    ['a.c', 'abc', false],
    ['A', 'a', false],
    ['', '', true],
  ])('%j against %j: %s', (pattern, text, matches) => {
    expect(toRegExp(pattern).test(text)).toBe(matches);
  });

  it('takes any text at all for a pattern', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (pattern) => {
        expect(toRegExp(pattern)).toBeInstanceOf(RegExp);
      }),
    );
  });

  it('matches text without special characters with itself alone', () => {
    const plain = fc.string().filter((text) => !/[*?[]/.test(text));
    fc.assert(
      fc.property(plain, plain, (text, other) => {
        expect(toRegExp(text).test(text)).toBe(true);
        expect(toRegExp(text).test(other)).toBe(text === other);
      }),
    );
  });
});
