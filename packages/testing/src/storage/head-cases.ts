import { describe, expect, it } from 'vitest';
import type { StorageContext } from './storage-context.ts';

const MINUTE_MS = 60_000;

export function headCases({ storage, at, put }: StorageContext): void {
  describe('head', () => {
    it('answers undefined for an absent object, also in an absent folder', async () => {
      await put('folder/there');
      for (const key of [
        'absent',
        'folder',
        'folder/',
        'folder/there/below',
        'no/folder/absent',
        'fol',
      ]) {
        expect(await storage().head(at(key)), key).toBeUndefined();
      }
    });

    it('describes an object as its put did', async () => {
      const stored = await put('key', 'content', { metadata: { a: 'b' } });
      expect(await storage().head(at('key'))).toEqual(stored);
      expect(stored).toMatchObject({ key: 'key', size: 7, metadata: { a: 'b' } });
    });

    it('gives a time near to now', async () => {
      const { lastModified } = await put('key');
      expect(Math.abs(lastModified.getTime() - Date.now())).toBeLessThan(15 * MINUTE_MS);
    });

    it('gives an unquoted ETag that changes with the content', async () => {
      const etags = new Set<string>();
      for (const content of ['one', 'two', 'six', 'ten', 'one and two']) {
        const { etag } = await put('key', content);
        expect(etag).toMatch(/^[^"\s]+$/);
        etags.add(etag);
      }
      expect(etags.size).toBe(5);
    });

    it('never gives the ETag of a deleted object to another content', async () => {
      const etags = new Set<string>();
      for (const content of ['one', 'two', 'six', 'ten']) {
        etags.add((await put('key', content)).etag);
        await storage().delete(at('key'));
      }
      expect(etags.size).toBe(4);
    });
  });
}
