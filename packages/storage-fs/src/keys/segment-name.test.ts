import { describe, expect, it } from 'vitest';
import { CONTINUED, decodeSegment, encodeSegment, LAST } from './segment-name.ts';

const join = (names: readonly string[]): string =>
  names.length === 1
    ? (names[0] ?? '')
    : names.map((name) => name.slice(CONTINUED.length)).join('');

describe('encodeSegment', () => {
  it.each([
    ['plain.zip', 'plain.zip'],
    ['100%', '100%'],
    ['...', '...'],
    ['', '%'],
    ['.', '%2E'],
    ['..', '%2E.'],
    ['%41', '%2541'],
    ['a\0b', '%61%00b'],
    ['a\0%', '%61%00%25'],
    ['\u00e9\0', '%C3%A9%00'],
  ])('writes %j as %j', (segment, name) => {
    expect(encodeSegment(segment)).toEqual([name]);
    expect(decodeSegment(name)).toBe(segment);
  });

  it.each([
    ['n'.repeat(256)],
    ['%'.repeat(255)],
    ['.'.repeat(1024)],
    ['\u{1f600}'.repeat(256)],
    ['\0'.repeat(400)],
    ['n'.repeat(254) + '..'],
  ])('cuts a long name and joins it again: %j', (segment) => {
    const names = encodeSegment(segment);
    expect(names.length).toBeGreaterThan(1);
    expect(names.at(-1)?.startsWith(LAST)).toBe(true);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(decodeSegment(join(names))).toBe(segment);
  });

  it.each(['%41', '%private', '%~x', '%=x', '%zz', '%C3', '%2e', '%2E%2E', '%00%', '%%'])(
    'has no segment for the name %j',
    (name) => {
      expect(decodeSegment(name)).toBeUndefined();
    },
  );
});
