import { collect } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { outcomeOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

const MIB = 1 << 20;

export function getCases({ storage, at, put, read }: StorageContext): void {
  describe('get', () => {
    it('gives all bytes and the description', async () => {
      const stored = await put('key', 'content', { metadata: { a: 'b' } });
      const { body, ...description } = await storage().get(at('key'));
      expect(description).toEqual(stored);
      expect(new TextDecoder().decode(await collect(body))).toBe('content');
    });

    it('rejects with OBJECT_NOT_FOUND before the first chunk', async () => {
      await put('folder/there');
      for (const key of ['absent', 'folder', 'folder/', 'folder/there/below']) {
        expect(await outcomeOf(storage().get(at(key))), key).toBe('OBJECT_NOT_FOUND');
      }
    });

    it.each([
      [0, 10, '0123456789'],
      [0, 1, '0'],
      [3, 7, '3456'],
      [9, 10, '9'],
      [4, 1000, '456789'],
    ])('gives the range from %d to %d', async (start, end, expected) => {
      await put('key', '0123456789');
      expect(await read('key', { range: { start, end } })).toBe(expected);
    });

    it.each([
      [10, 11],
      [11, 20],
      [-1, 3],
      [3, 3],
      [5, 2],
    ])('refuses the range from %d to %d', async (start, end) => {
      await put('key', '0123456789');
      const outcome = await outcomeOf(storage().get(at('key'), { range: { start, end } }));
      expect(outcome).toBe('INVALID_ARGUMENT');
    });

    it('tells the size of the whole object beside a part of it', async () => {
      await put('key', '0123456789');
      const { size, body } = await storage().get(at('key'), { range: { start: 2, end: 4 } });
      expect(size).toBe(10);
      expect(await collect(body)).toHaveLength(2);
    });

    it('gives ranges of a large object across every boundary of chunks', async () => {
      const bytes = randomBytes(1, 3 * MIB + 17);
      await put('key', bytes);
      for (const range of [
        { start: MIB - 1, end: MIB + 1 },
        { start: 1, end: 2 * MIB + 1 },
        { start: 3 * MIB, end: 9 * MIB },
      ]) {
        const { body } = await storage().get(at('key'), { range });
        const expected = bytes.subarray(range.start, range.end);
        expect(sha256Hex(await collect(body))).toBe(sha256Hex(expected));
      }
    });

    it('gives only the object that ifMatch names', async () => {
      const { etag } = await put('key', 'one');
      expect(await read('key', { ifMatch: etag })).toBe('one');
      await put('key', 'two');
      const outcome = await outcomeOf(storage().get(at('key'), { ifMatch: etag }));
      expect(outcome).toBe('PRECONDITION_FAILED');
      expect(await outcomeOf(storage().get(at('absent'), { ifMatch: etag }))).toBe(
        'OBJECT_NOT_FOUND',
      );
    });

    it.each(['put', 'delete'] as const)(
      'ends with the old bytes after a %s meanwhile',
      async (change) => {
        const old = randomBytes(1, 3 * MIB);
        await put('key', old);
        const unread = await storage().get(at('key'));
        const { body } = await storage().get(at('key'));
        const chunks = body[Symbol.asyncIterator]();
        const first = await chunks.next();
        if (change === 'put') await put('key', randomBytes(2, 3 * MIB));
        else await storage().delete(at('key'));
        const parts: Uint8Array[] = [];
        for (let next = first; next.done !== true; next = await chunks.next())
          parts.push(next.value);
        expect(sha256Hex(Buffer.concat(parts))).toBe(sha256Hex(old));
        expect(sha256Hex(await collect(unread.body))).toBe(sha256Hex(old));
      },
    );

    it('may be left in the middle', async () => {
      await put('key', randomBytes(1, 3 * MIB));
      const { body } = await storage().get(at('key'));
      for await (const chunk of body) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(await outcomeOf(storage().delete(at('key')))).toBe('resolved');
    });
  });
}
