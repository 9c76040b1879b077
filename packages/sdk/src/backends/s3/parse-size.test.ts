import { describe, expect, it } from 'vitest';
import { parseSize } from './parse-size.ts';

describe('parseSize', () => {
  it.each([
    ['8388608', 8 * 2 ** 20],
    ['8MB', 8 * 2 ** 20],
    ['8 mb', 8 * 2 ** 20],
    ['8MiB', 8 * 2 ** 20],
    ['1KB', 1024],
    ['2GB', 2 ** 31],
    ['1tib', 2 ** 40],
    ['7B', 7],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', 'MB', '8M', '8XB', '-1', '1.5MB', '0', '0MB', '8MB/s', '1e3'])(
    'knows nothing of "%s"',
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );

  it.each([
    ['50MB/s', 50 * 2 ** 20],
    ['50MiB/s', 50 * 2 ** 20],
    ['800KB/s', 800 * 1024],
    ['8Mb/s', 2 ** 20],
    ['100B/s', 100],
    ['64b/s', 8],
    ['1000', 1000],
    ['1MB', 2 ** 20],
  ])('reads the rate %s', (text, bytes) => {
    expect(parseSize(text, { perSecond: true })).toBe(bytes);
  });

  it.each(['7b/s', '/s', 'MB/s', '50MB/m'])('knows no rate "%s"', (text) => {
    expect(parseSize(text, { perSecond: true })).toBeUndefined();
  });
});
