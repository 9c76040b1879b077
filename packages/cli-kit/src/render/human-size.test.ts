import { expect, it } from 'vitest';
import { humanSize } from './human-size.ts';

it.each([
  [0, '0 Bytes'],
  [1, '1 Byte'],
  [6, '6 Bytes'],
  [1023, '1023 Bytes'],
  [1024, '1.0 KiB'],
  [1536, '1.5 KiB'],
  [1024 ** 2 - 1, '1.0 MiB'],
  [1024 ** 2, '1.0 MiB'],
  [1000 * 1024, '1000.0 KiB'],
  [3 * 1024 ** 4, '3.0 TiB'],
])('writes %d as %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});
