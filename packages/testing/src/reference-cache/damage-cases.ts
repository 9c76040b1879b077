import { DeltaGliderError } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { outcomeOf, rejectionOf } from '../expectations/outcome-of.ts';
import { digestOf } from './cached.ts';
import type { ReferenceCacheSubject } from './cache-subject.ts';

const bytes = randomBytes(1, 300_000);
const sha256 = sha256Hex(bytes);

export function damageCases(subject: () => ReferenceCacheSubject): void {
  describe('verifying', () => {
    it('refuses bytes of another digest, and keeps nothing', async () => {
      const { cache } = subject();
      const wrong = randomBytes(2, 300_000);
      expect(await outcomeOf(cache.put(sha256, chunked(wrong)))).toBe('INTEGRITY_MISMATCH');
      expect(await cache.get(sha256)).toBeUndefined();
      expect(await cache.get(sha256Hex(wrong))).toBeUndefined();
    });

    it('keeps an intact entry when wrong bytes are put under its name', async () => {
      const { cache } = subject();
      await (await cache.put(sha256, chunked(bytes))).close();
      const wrong = chunked(bytes.subarray(1));
      const outcome = await outcomeOf(cache.put(sha256, wrong).then((copy) => copy.close()));
      // A cache may look no further than the digest that it already holds.
      expect(['INTEGRITY_MISMATCH', 'resolved']).toContain(outcome);
      const found = await cache.get(sha256);
      if (found !== undefined) expect(await digestOf(found)).toBe(sha256);
    });

    it('keeps nothing of a stream that breaks', async () => {
      const { cache } = subject();
      const failure = new Error('the download broke');
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, 200_000);
        throw failure;
      };
      expect(await rejectionOf(cache.put(sha256, broken()))).toBe(failure);
      expect(await cache.get(sha256)).toBeUndefined();
    });

    it('never gives damaged bytes, and forgets them', async () => {
      const { cache, damage } = subject();
      // Where nobody can reach the copy there is nothing to damage, and the promise holds by itself.
      if (damage === undefined) return;
      await (await cache.put(sha256, chunked(bytes))).close();
      await damage(sha256);
      const found = await cache.get(sha256);
      if (found !== undefined) {
        const error = await rejectionOf(digestOf(found));
        expect(DeltaGliderError.is(error, 'INTEGRITY_MISMATCH')).toBe(true);
      }
      expect(await cache.get(sha256)).toBeUndefined();
    });

    it('takes a reference again after its copy was damaged', async () => {
      const { cache, damage } = subject();
      await (await cache.put(sha256, chunked(bytes))).close();
      await damage?.(sha256);
      const found = await cache.get(sha256);
      if (found !== undefined) await digestOf(found).catch(() => undefined);
      expect(await digestOf(await cache.put(sha256, chunked(bytes)))).toBe(sha256);
    });
  });
}
