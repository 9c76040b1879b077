import { describe, expect, it } from 'vitest';
import { parseSize } from './parse-size.ts';

describe('parseSize', () => {
  it.each([
    ['500', 500],
    ['12B', 12],
    ['64kb', 65_536],
    ['64MB', 67_108_864],
    ['1.5GiB', 1_610_612_736],
    [' 2 T ', 2_199_023_255_552],
  ])('reads %s', (text, expected) => {
    expect(parseSize(text, '--max-bytes')).toBe(expected);
  });

  it.each([
    '',
    '0',
    '0.1',
    '999999999999TB',
    'GB',
    '-1',
    '1.5.2',
    '1PB',
    '1 GB/s',
    '1,5GB',
    'many',
  ])('refuses %o, and names the flag', (text) => {
    expect(() => parseSize(text, '--max-bytes')).toThrow(
      `argument --max-bytes: ${text} is not a size.`,
    );
  });
});
