import { describe, expect, it } from 'vitest';
import { wrapText } from './wrap-text.ts';

describe('wrapText', () => {
  it.each([
    ['a bb ccc dddd', 6, ['a bb', 'ccc', 'dddd']],
    ['one two', 7, ['one two']],
    ['one two', 6, ['one', 'two']],
    ['at /a/very/long/path now', 6, ['at', '/a/very/long/path', 'now']],
    ['', 6, ['']],
  ])('breaks %o at %i between words', (text, width, expected) => {
    expect(wrapText(text, width)).toEqual(expected);
  });
});
