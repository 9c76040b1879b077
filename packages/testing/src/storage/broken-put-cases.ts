import type { ByteSource, StoragePutOptions } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../bytes/random-bytes.ts';
import { rejectionOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

const SIZE = 3 << 20;

/** Runs `interrupt` once something of the source has been read. */
function interrupted(interrupt: () => void): ByteSource {
  const bytes = randomBytes(1, SIZE);
  let reads = 0;
  return {
    size: SIZE,
    read: async (offset, length) => {
      if (++reads === 2) interrupt();
      return bytes.subarray(offset, Math.min(offset + length, offset + SIZE / 4));
    },
  };
}

export function brokenPutCases({ storage, at, put, read, list }: StorageContext): void {
  const failure = new Error('the source broke');
  const fail = (): never => {
    throw failure;
  };

  describe('put that does not finish', () => {
    it.each([
      ['plain', {}],
      ['ifAbsent', { ifAbsent: true }],
    ] satisfies [string, StoragePutOptions][])('creates nothing (%s)', async (_, options) => {
      const putting = storage().put(at('folder/key'), interrupted(fail), options);
      expect(await rejectionOf(putting)).toBe(failure);
      expect(await storage().head(at('folder/key'))).toBeUndefined();
      expect(await list()).toEqual([]);
      expect(await list({ delimiter: '/' })).toEqual([]);
    });

    it('leaves the old object', async () => {
      const { etag } = await put('key', 'old', { metadata: { a: 'b' } });
      for (const options of [{}, { ifMatch: etag }]) {
        const putting = storage().put(at('key'), interrupted(fail), {
          metadata: { c: 'd' },
          ...options,
        });
        expect(await rejectionOf(putting)).toBe(failure);
      }
      expect(await read('key')).toBe('old');
      expect(await storage().head(at('key'))).toMatchObject({ etag, metadata: { a: 'b' } });
    });

    it('leaves the old object when it is aborted on the way', async () => {
      await put('key', 'old');
      const controller = new AbortController();
      const reason = new Error('enough');
      const source = interrupted(() => {
        controller.abort(reason);
      });
      const putting = storage().put(at('key'), source, { signal: controller.signal });
      expect(await rejectionOf(putting)).toBe(reason);
      expect(await read('key')).toBe('old');
      expect(await list()).toEqual(['key']);
    });

    it('can be repeated at once', async () => {
      await rejectionOf(storage().put(at('folder/key'), interrupted(fail), { ifAbsent: true }));
      await put('folder/key', 'new', { ifAbsent: true });
      expect(await read('folder/key')).toBe('new');
    });

    it('shows nothing while it is under way', async () => {
      const seen: unknown[] = [];
      const bytes = randomBytes(1, SIZE);
      const source: ByteSource = {
        size: SIZE,
        read: async (offset, length) => {
          seen.push(await storage().head(at('key')), ...(await list()));
          return bytes.subarray(offset, offset + length);
        },
      };
      await storage().put(at('key'), source);
      expect(seen.filter((entry) => entry !== undefined)).toEqual([]);
      expect(await list()).toEqual(['key']);
    });
  });
}
