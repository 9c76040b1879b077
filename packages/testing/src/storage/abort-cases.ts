import { collect } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { randomBytes } from '../bytes/random-bytes.ts';
import { rejectionOf } from '../expectations/outcome-of.ts';
import { CALLS } from './call-every-method.ts';
import type { StorageContext } from './storage-context.ts';

export function abortCases({ storage, at, put, read, list }: StorageContext): void {
  describe('an aborted signal', () => {
    it.each(Object.entries(CALLS))('rejects %s with its reason', async (_, call) => {
      await put('key', 'old');
      const reason = { no: 'error at all' };
      const options = { signal: AbortSignal.abort(reason) };
      expect(await rejectionOf(call(storage(), at('').bucket, options))).toBe(reason);
      expect(await list()).toEqual(['key']);
      expect(await read('key')).toBe('old');
    });

    it('ends the body of a get', async () => {
      await put('key', randomBytes(1, 8 << 20));
      const controller = new AbortController();
      const { body } = await storage().get(at('key'), { signal: controller.signal });
      const reason = new Error('enough');
      controller.abort(reason);
      expect(await rejectionOf(collect(body))).toBe(reason);
    });

    it('ends a listing', async () => {
      for (const key of ['a', 'b', 'c']) await put(key);
      const controller = new AbortController();
      const reason = new Error('enough');
      const listing = (async () => {
        for await (const entry of storage().list(at('').bucket, { signal: controller.signal })) {
          if (entry.key === 'a') controller.abort(reason);
        }
      })();
      expect(await rejectionOf(listing)).toBe(reason);
    });
  });
}
