import { describe, expect, it } from 'vitest';
import { chunked } from '../bytes/chunked.ts';
import { randomBytes } from '../bytes/random-bytes.ts';
import { sha256Hex } from '../bytes/sha256-hex.ts';
import { rejectionOf } from '../expectations/outcome-of.ts';
import { digestOf } from './cached.ts';
import type { ReferenceCacheSubject } from './cache-subject.ts';

const bytes = randomBytes(1, 300_000);
const sha256 = sha256Hex(bytes);
const absent = 'a'.repeat(64);

export function keepCases(subject: () => ReferenceCacheSubject): void {
  describe('keeping', () => {
    it('knows nothing at first', async () => {
      expect(await subject().cache.get(absent)).toBeUndefined();
    });

    it.each([0, 1, 4096, 1 << 20, (5 << 20) + 7])('gives back %d bytes', async (size) => {
      const { cache } = subject();
      const content = randomBytes(size, size);
      const digest = sha256Hex(content);
      const put = await cache.put(digest, chunked(content, [70_000, 1]));
      expect(put.size).toBe(size);
      expect(await digestOf(put)).toBe(digest);
      const got = await cache.get(digest);
      expect(got?.size).toBe(size);
      expect(got && (await digestOf(got))).toBe(digest);
    });

    it('reads from any offset, and fewer bytes only at the end', async () => {
      const { cache } = subject();
      const copy = await cache.put(sha256, chunked(bytes));
      for (const [offset, length] of [
        [0, 1],
        [131_071, 2],
        [65_535, 150_000],
        [299_999, 10],
        [300_000, 10],
        [0, 300_000],
        [12_345, 0],
      ] as const) {
        const expected = bytes.subarray(offset, offset + length);
        expect(sha256Hex(await copy.read(offset, length))).toBe(sha256Hex(expected));
      }
      await copy.close();
    });

    it('gives every reader a copy of its own', async () => {
      const { cache } = subject();
      await (await cache.put(sha256, chunked(bytes))).close();
      const copies = await Promise.all(Array.from({ length: 8 }, () => cache.get(sha256)));
      await copies[0]?.close();
      const others = copies.slice(1).filter((copy) => copy !== undefined);
      const digests = await Promise.all(others.map(digestOf));
      expect(digests).toEqual(Array(7).fill(sha256));
    });

    it('takes the same reference from many writers at once', async () => {
      const { cache } = subject();
      const puts = Array.from({ length: 8 }, (_, i) =>
        cache.put(sha256, chunked(bytes, [10_000 + i])),
      );
      const digests = await Promise.all((await Promise.all(puts)).map(digestOf));
      expect(digests).toEqual(Array(8).fill(sha256));
    });

    it('keeps an open copy readable when its entry is forgotten', async () => {
      const { cache } = subject();
      for (const forget of [() => cache.delete(sha256), () => cache.clear()]) {
        const copy = await cache.put(sha256, chunked(bytes));
        await forget();
        expect(await cache.get(sha256)).toBeUndefined();
        expect(await digestOf(copy)).toBe(sha256);
      }
    });

    it('forgets one entry and keeps the others', async () => {
      const { cache } = subject();
      const other = randomBytes(2, 1000);
      await (await cache.put(sha256, chunked(bytes))).close();
      await (await cache.put(sha256Hex(other), chunked(other))).close();
      await cache.delete(sha256);
      await cache.delete(absent);
      expect(await cache.get(sha256)).toBeUndefined();
      const kept = await cache.get(sha256Hex(other));
      expect(kept && (await digestOf(kept))).toBe(sha256Hex(other));
    });

    it('closes twice', async () => {
      const copy = await subject().cache.put(sha256, chunked(bytes));
      await copy.close();
      await copy.close();
    });

    it('rejects with the reason of an aborted signal', async () => {
      const { cache } = subject();
      const reason = { no: 'error at all' };
      const options = { signal: AbortSignal.abort(reason) };
      expect(await rejectionOf(cache.get(sha256, options))).toBe(reason);
      expect(await rejectionOf(cache.put(sha256, chunked(bytes), options))).toBe(reason);
      const copy = await cache.put(sha256, chunked(bytes));
      expect(await rejectionOf(copy.read(0, 10, options))).toBe(reason);
      await copy.close();
    });

    it('never lies when it is opened again', async () => {
      const { cache, reopen } = subject();
      await (await cache.put(sha256, chunked(bytes))).close();
      const found = await (reopen === undefined ? cache : await reopen()).get(sha256);
      if (found !== undefined) expect(await digestOf(found)).toBe(sha256);
    });
  });
}
