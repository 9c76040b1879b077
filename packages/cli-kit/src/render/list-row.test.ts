import { expect, it } from 'vitest';
import { bucketRow, objectRow, prefixRow, summaryRows } from './list-row.ts';

const lastModified = new Date(2026, 0, 2, 3, 4, 5, 999);

it('writes the columns of aws', () => {
  expect(objectRow({ name: 'a b', size: 1234, lastModified })).toBe(
    '2026-01-02 03:04:05       1234 a b',
  );
  expect(objectRow({ name: 'k', size: 1536, lastModified, humanReadable: true })).toBe(
    '2026-01-02 03:04:05    1.5 KiB k',
  );
  expect(objectRow({ name: '', size: 12345678901, lastModified })).toBe(
    '2026-01-02 03:04:05 12345678901 ',
  );
  expect(prefixRow('p/')).toBe('                           PRE p/');
  expect(bucketRow({ name: 'b', createdAt: lastModified })).toBe('2026-01-02 03:04:05 b');
});

it('sums up', () => {
  expect(summaryRows({ objects: 4, size: 2048 })).toEqual([
    '',
    'Total Objects: 4',
    '   Total Size: 2048',
  ]);
  expect(summaryRows({ objects: 4, size: 2048 }, true).at(-1)).toBe('   Total Size: 2.0 KiB');
});
