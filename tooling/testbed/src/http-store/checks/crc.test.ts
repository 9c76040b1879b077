import { expect, test } from 'vitest';

import { crc32, crc32c, crc64nvme } from './crc.ts';

test('sums are those of the published check value', () => {
  const bytes = Buffer.from('123456789');
  expect(crc32(bytes).toString('hex')).toBe('cbf43926');
  expect(crc32c(bytes).toString('hex')).toBe('e3069283');
  expect(crc64nvme(bytes).toString('hex')).toBe('ae8b14860a799888');
});
