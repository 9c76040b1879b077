import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  CHUNK_SHIFT,
  CHUNK_SIZE,
  createDirectory,
  readAll,
  sha256Of,
  streamOf,
} from '../../test/support.ts';
import { FsReferenceCache } from '../disk/fs-reference-cache.ts';
import { ephemeralCacheKey } from '../keys/cache-key.ts';
import { MemoryReferenceCache } from '../memory/memory-reference-cache.ts';

const options = { key: ephemeralCacheKey(), chunkShift: CHUNK_SHIFT };
const backends = {
  disk: async () => FsReferenceCache.open({ ...options, directory: await createDirectory() }),
  memory: async () => new MemoryReferenceCache(options),
};

describe.each(Object.entries(backends))('a sealed reference on %s', (_name, create) => {
  it('gives back any range of any size, from put and from get', async () => {
    const cache = await create();
    const sizes = fc.oneof(
      fc.nat(20 * CHUNK_SIZE),
      fc.constantFrom(0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, 4 * CHUNK_SIZE),
    );
    const reads = fc.array(fc.tuple(fc.nat(22 * CHUNK_SIZE), fc.nat(9 * CHUNK_SIZE)), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(
        sizes,
        reads,
        fc.integer({ min: 1, max: 5000 }),
        async (size, ranges, piece) => {
          const bytes = bytesOf(size, size + 1);
          const put = await cache.put(sha256Of(bytes), streamOf(bytes, piece));
          const got = await cache.get(sha256Of(bytes));
          for (const copy of [put, got]) {
            if (copy === undefined) throw new Error('The entry is not there.');
            expect(copy.size).toBe(size);
            for (const [offset, length] of ranges) {
              const expected = bytes.subarray(offset, offset + length);
              expect(Buffer.compare(await copy.read(offset, length), expected)).toBe(0);
            }
            await copy.close();
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([100, CHUNK_SIZE, 3 * CHUNK_SIZE + 7])('reads on in steps of %d', async (step) => {
    const bytes = bytesOf(17 * CHUNK_SIZE + 3);
    const cache = await create();
    await (await cache.put(sha256Of(bytes), streamOf(bytes))).close();
    const copy = await cache.get(sha256Of(bytes));
    for (let at = 0; at < bytes.length; at += step) {
      const part = await copy?.read(at, step);
      expect(Buffer.compare(part ?? new Uint8Array(), bytes.subarray(at, at + step))).toBe(0);
    }
    await copy?.close();
  });

  it('serves many reads at once', async () => {
    const bytes = bytesOf(40 * CHUNK_SIZE);
    const cache = await create();
    const copy = await cache.put(sha256Of(bytes), streamOf(bytes));
    const offsets = Array.from({ length: 60 }, (_, i) => (i * 7919) % bytes.length);
    const parts = await Promise.all(offsets.map((offset) => copy.read(offset, 3000)));
    for (const [i, part] of parts.entries()) {
      const offset = offsets[i] ?? 0;
      expect(Buffer.compare(part, bytes.subarray(offset, offset + 3000))).toBe(0);
    }
    await copy.close();
  });

  it('hands out bytes that a caller may change', async () => {
    const bytes = bytesOf(500);
    const cache = await create();
    const copy = await cache.put(sha256Of(bytes), streamOf(bytes));
    (await readAll(copy)).fill(0);
    expect(Buffer.compare(await readAll(copy), bytes)).toBe(0);
    await copy.close();
  });

  it('is closed once and for all, and aborts with the reason of the signal', async () => {
    const bytes = bytesOf(5000);
    const cache = await create();
    const copy = await cache.put(sha256Of(bytes), streamOf(bytes));
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(copy.read(0, 1, { signal })).rejects.toBe(reason);
    await copy.close();
    await copy.close();
    await expect(copy.read(0, 1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
