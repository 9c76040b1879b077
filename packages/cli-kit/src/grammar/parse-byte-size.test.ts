import { expect, it } from 'vitest';
import { parseByteSize } from './parse-byte-size.ts';

it.each([
  ['1', 1],
  ['1048576', 1_048_576],
  ['512kb', 524_288],
  ['5GB', 5_368_709_120],
  ['5 GiB', 5_368_709_120],
  ['2t', 2_199_023_255_552],
])('reads %s', (text, bytes) => {
  expect(parseByteSize(text, '--max-bytes')).toBe(bytes);
});

it.each(['', '0', '-1', '1.5GB', '5XB', 'GB', '999999999999TB'])('refuses %s', (text) => {
  expect(() => parseByteSize(text, '--max-bytes')).toThrow(
    `argument --max-bytes: ${text} is not a size.`,
  );
});
