import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../expectations/outcome-of.ts';
import { CALLS } from './call-every-method.ts';
import type { StorageContext } from './storage-context.ts';

export function bucketCases({ storage, at, put, list }: StorageContext): void {
  describe('an absent bucket', () => {
    it.each(Object.entries(CALLS))('rejects %s with BUCKET_NOT_FOUND', async (method, call) => {
      const outcome = await outcomeOf(call(storage(), 'absent-bucket-of-conformance', {}));
      const allowed = method === 'head' ? ['BUCKET_NOT_FOUND', 'resolved'] : ['BUCKET_NOT_FOUND'];
      expect(allowed).toContain(outcome);
    });

    it('is no place to copy to', async () => {
      await put('key');
      const to = { bucket: 'absent-bucket-of-conformance', key: 'key' };
      expect(await outcomeOf(storage().copy(at('key'), to))).toBe('BUCKET_NOT_FOUND');
    });

    it.each(['', '.', '..', '../up', 'a/b', 'UPPER', 'zero\u0000byte'])(
      'is what %j names',
      async (bucket) => {
        await put('key');
        const outcome = await outcomeOf(CALLS.put?.(storage(), bucket, {}) ?? Promise.resolve());
        expect(['BUCKET_NOT_FOUND', 'INVALID_ARGUMENT']).toContain(outcome);
        expect(await list()).toEqual(['key']);
      },
    );
  });
}
