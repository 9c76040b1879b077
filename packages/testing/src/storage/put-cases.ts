import { bufferSource, collect, type ObjectProperties } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import type { StorageContext } from './storage-context.ts';

const MIB = 1 << 20;

const properties: ObjectProperties = {
  contentType: 'application/zip',
  cacheControl: 'max-age=60',
  contentDisposition: 'attachment; filename="a b.zip"',
  contentEncoding: 'gzip',
  contentLanguage: 'de-CH',
  expires: 'Wed, 21 Oct 2065 07:28:00 GMT',
};

export function putCases({ storage, at, put, read, list, deviations }: StorageContext): void {
  describe('put', () => {
    it.each([0, 1, 1000, MIB - 1, MIB, MIB + 1, 5 * MIB + 3])('keeps %d bytes', async (size) => {
      const bytes = randomBytes(size, size);
      expect(await put('key', bytes)).toMatchObject({ size });
      const stored = await storage().get(at('key'));
      expect(stored.size).toBe(size);
      expect(sha256Hex(await collect(stored.body))).toBe(sha256Hex(bytes));
    });

    it('replaces content, metadata and properties together', async () => {
      await put('key', 'old and long', { metadata: { old: '1' }, properties });
      await put('key', 'new', { metadata: { new: '2' } });
      expect(await read('key')).toBe('new');
      const { metadata, properties: now } = (await storage().head(at('key'))) ?? {};
      expect(metadata).toEqual({ new: '2' });
      expect(now?.cacheControl).toBeUndefined();
      expect(await list()).toEqual(['key']);
    });

    it('keeps metadata as it is', async () => {
      const metadata = {
        'dg-tool': 'deltaglider/1.0',
        'dg-file-sha256': 'a'.repeat(64),
        empty: '',
        // A store that has one name for both keeps the dash.
        [deviations.oneDash === undefined ? 'with.dots_and-dashes' : 'with.dots-and-dashes']: 'x',
        'odd-text': `{"json": [1, 'two']} <&> %41 = ~`,
      };
      await put('key', 'content', { metadata });
      expect((await storage().head(at('key')))?.metadata).toEqual(metadata);
    });

    it('keeps 2 KB of metadata', async () => {
      const metadata = Object.fromEntries(
        Array.from({ length: 16 }, (_, i) => [
          `name-${String(i).padStart(3, '0')}`,
          'v'.repeat(120),
        ]),
      );
      await put('key', 'content', { metadata });
      expect((await storage().head(at('key')))?.metadata).toEqual(metadata);
    });

    it('keeps every property', async () => {
      await put('key', 'content', { properties });
      expect((await storage().head(at('key')))?.properties).toEqual(properties);
      const { body, ...found } = await storage().get(at('key'));
      await collect(body);
      expect(found.properties).toEqual(properties);
    });

    it('has no metadata when none was given', async () => {
      await put('key');
      expect((await storage().head(at('key')))?.metadata).toEqual({});
    });

    it('reads its source from the start, in order, no further than its size', async () => {
      const bytes = randomBytes(1, 2 * MIB + 5);
      const ranges: (readonly [number, number])[] = [];
      const below = bufferSource(bytes);
      const source = {
        size: bytes.length,
        read: async (offset: number, length: number) => {
          ranges.push([offset, length]);
          return below.read(offset, length);
        },
      };
      await storage().put(at('key'), source);
      expect(ranges.every(([offset]) => offset < bytes.length)).toBe(true);
      expect(ranges.map(([offset]) => offset)).toEqual(
        [...ranges.map(([offset]) => offset)].sort((a, b) => a - b),
      );
    });

    it('takes many puts of many keys at once', async () => {
      const keys = Array.from(
        { length: 40 },
        (_, i) => `deep/${String(i % 4)}/${String(i).padStart(2, '0')}`,
      );
      await Promise.all(keys.map((key) => put(key)));
      expect(await list()).toEqual([...keys].sort());
      for (const key of keys) expect(await read(key)).toBe(key);
    });

    it('leaves one whole object when many replace it at once', async () => {
      const contents = Array.from({ length: 12 }, (_, i) => String(i).repeat(1000 + i));
      await Promise.all(
        contents.map((content, i) => put('key', content, { metadata: { i: String(i) } })),
      );
      const { metadata, size } = (await storage().head(at('key'))) ?? {};
      expect(await read('key')).toBe(contents[Number(metadata?.i)]);
      expect(size).toBe(contents[Number(metadata?.i)]?.length);
    });
  });
}
