import { collect } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { outcomeOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

const about = {
  metadata: { a: 'b' },
  properties: { contentType: 'text/plain', cacheControl: 'no-cache' },
};

export function copyCases({ storage, at, put, read, list, deviations }: StorageContext): void {
  describe('copy', () => {
    it('copies bytes, metadata and properties', async () => {
      const bytes = randomBytes(1, 2_500_000);
      const source = await put('from', bytes, about);
      const copied = await storage().copy(at('from'), at('folder/to'));
      expect(copied).toMatchObject({ key: 'folder/to', size: bytes.length, ...about });
      const { body, ...description } = await storage().get(at('folder/to'));
      expect(description).toEqual(copied);
      expect(sha256Hex(await collect(body))).toBe(sha256Hex(bytes));
      expect(await storage().head(at('from'))).toEqual(source);
    });

    it('replaces the metadata and keeps the properties', async () => {
      await put('from', 'content', about);
      await storage().copy(at('from'), at('to'), { metadata: { c: 'd' } });
      const { metadata, properties } = (await storage().head(at('to'))) ?? {};
      expect({ metadata, properties }).toEqual({ ...about, metadata: { c: 'd' } });
      await storage().copy(at('from'), at('bare'), { metadata: {} });
      expect((await storage().head(at('bare')))?.metadata).toEqual({});
    });

    it('copies an object onto itself to change its metadata', async () => {
      const { etag } = await put('key', 'content', about);
      const copied = await storage().copy(at('key'), at('key'), {
        metadata: { c: 'd' },
        ifMatch: etag,
      });
      expect(copied.metadata).toEqual({ c: 'd' });
      expect(await read('key')).toBe('content');
      expect(await list()).toEqual(['key']);
    });

    it('replaces the destination', async () => {
      await put('from', 'new');
      await put('to', 'old and longer', { metadata: { old: '1' } });
      await storage().copy(at('from'), at('to'));
      expect(await read('to')).toBe('new');
      expect((await storage().head(at('to')))?.metadata).toEqual({});
    });

    it('rejects with OBJECT_NOT_FOUND when the source is absent', async () => {
      await put('to', 'old');
      expect(await outcomeOf(storage().copy(at('absent'), at('to')))).toBe('OBJECT_NOT_FOUND');
      expect(await read('to')).toBe('old');
    });

    it('creates only, with ifAbsent', async () => {
      await put('from', 'new');
      await storage().copy(at('from'), at('to'), { ifAbsent: true });
      await put('from', 'newer');
      const outcome = await outcomeOf(storage().copy(at('from'), at('to'), { ifAbsent: true }));
      expect(outcome).toBe('OBJECT_EXISTS');
      expect(await read('to')).toBe('new');
    });

    const racy = deviations.racyWrites;
    const one = racy === undefined ? 'exactly one' : `at least one (${racy})`;
    it(`lets ${one} of many copies create`, async () => {
      await put('from', 'content');
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () =>
          outcomeOf(storage().copy(at('from'), at('to'), { ifAbsent: true })),
        ),
      );
      const winners = outcomes.filter((outcome) => outcome === 'resolved').length;
      expect(outcomes.filter((outcome) => outcome === 'OBJECT_EXISTS')).toHaveLength(8 - winners);
      if (racy === undefined) expect(winners).toBe(1);
      else expect(winners).toBeGreaterThan(0);
      expect(await read('to')).toBe('content');
    });

    it('copies only the source that ifMatch names', async () => {
      const { etag } = await put('from', 'one');
      await put('from', 'two');
      const outcome = await outcomeOf(storage().copy(at('from'), at('to'), { ifMatch: etag }));
      expect(outcome).toBe('PRECONDITION_FAILED');
      expect(await storage().head(at('to'))).toBeUndefined();
    });

    it('never mixes two versions of a source that is replaced meanwhile', async () => {
      const versions = [0, 1].map((i) => ({
        content: String(i).repeat(500_000),
        metadata: { i: String(i) },
      }));
      const [first] = versions;
      await put('from', first?.content, { metadata: first?.metadata });
      const writing = (async () => {
        for (let turn = 1; turn <= 10; turn++) {
          const version = versions[turn % 2];
          await put('from', version?.content, { metadata: version?.metadata });
        }
      })();
      for (let turn = 0; turn < 10; turn++) {
        const to = `to-${turn}`;
        const { metadata } = await storage().copy(at('from'), at(to));
        expect((await read(to)).replaceAll(metadata.i ?? '', '')).toBe('');
      }
      await writing;
    });
  });
}
