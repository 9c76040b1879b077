import { createHash } from 'node:crypto';
import type { ListedObject } from '@deltaglider/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listedRow } from '../../../test/stored-rows.ts';
import { ListingDigest } from './listing-digest.ts';

function digestOf(rows: readonly ListedObject[]): string {
  const digest = new ListingDigest(() => createHash('sha256'));
  for (const row of rows) digest.add(row);
  return digest.end();
}

const row = listedRow('a');

it.each<[string, ListedObject]>([
  ['key', { ...row, key: 'b' }],
  ['size', { ...row, size: 101 }],
  ['ETag', { ...row, etag: 'another' }],
  ['time', { ...row, lastModified: new Date(2) }],
  ['revision', { ...row, revision: '1' }],
  ['storage class', { ...row, storageClass: 'GLACIER' }],
])('differs with the %s of a row', (_, changed) => {
  expect(digestOf([changed])).not.toBe(digestOf([row]));
});

it('is the same of the same rows only', () => {
  // What could run into each other.
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\\', '1'), maxLength: 4 });
  const rows = fc.array(
    fc.record({ key: text, size: fc.nat(11), etag: text, storageClass: fc.option(text) }),
    { maxLength: 4 },
  );
  const toRows = (specs: readonly { readonly storageClass: string | null }[]) =>
    specs.map(({ storageClass, ...spec }) =>
      listedRow('', { ...spec, storageClass: storageClass ?? undefined }),
    );
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      expect(digestOf(toRows(a)) === digestOf(toRows(b))).toBe(same);
    }),
  );
});

it('does not depend on how many rows are hashed together', () => {
  const many = Array.from({ length: 5000 }, (_, i) => listedRow(`key ${i}`));
  const text = many
    .map(({ key, size, etag, lastModified }) => {
      const fields = [key, size, etag, lastModified.getTime(), null, null];
      return `${JSON.stringify(fields)}\n`;
    })
    .join('');
  expect(digestOf(many)).toBe(createHash('sha256').update(text).digest('hex'));
});
