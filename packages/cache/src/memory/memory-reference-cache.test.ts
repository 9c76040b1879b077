import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  CHUNK_SHIFT,
  readAll,
  recordEvents,
  sha256Of,
  streamOf,
} from '../../test/support.ts';
import { ephemeralCacheKey } from '../keys/cache-key.ts';
import { MemoryReferenceCache } from './memory-reference-cache.ts';

const a = bytesOf(3000, 1);
const b = bytesOf(3000, 2);
const c = bytesOf(3000, 3);

function create(maxBytes?: number) {
  const record = recordEvents();
  const options = { key: ephemeralCacheKey(), chunkShift: CHUNK_SHIFT, onEvent: record.onEvent };
  const cache = new MemoryReferenceCache({ ...options, maxBytes });
  const put = (bytes: Uint8Array) => cache.put(sha256Of(bytes), streamOf(bytes));
  const has = async (bytes: Uint8Array) => (await cache.get(sha256Of(bytes))) !== undefined;
  return { cache, put, has, ...record };
}

describe('MemoryReferenceCache', () => {
  it('evicts the least recently used, and a hit counts as a use', async () => {
    const { put, has, events } = create(7000);
    await put(a);
    await put(b);
    expect(await has(a)).toBe(true);
    await put(c);
    expect(events.at(-1)).toEqual({ type: 'evicted', sha256: sha256Of(b), size: 3104 });
    expect([await has(a), await has(b), await has(c)]).toEqual([true, false, true]);
  });

  it('counts an entry that is put twice once', async () => {
    const { put, has } = create(7000);
    await put(a);
    for (let i = 0; i < 5; i++) await put(b);
    expect(await has(a)).toBe(true);
  });

  it('counts what was deleted and cleared no longer', async () => {
    const { cache, put, has } = create(7000);
    await put(a);
    await put(b);
    await cache.delete(sha256Of(a));
    await put(c);
    expect([await has(b), await has(c)]).toEqual([true, true]);
    await cache.clear();
    await put(a);
    await put(b);
    expect([await has(a), await has(b), await has(c)]).toEqual([true, true, false]);
  });

  it('hands back an entry larger than the cache, and keeps what it has', async () => {
    const { put, has, events } = create(4000);
    await put(a);
    const large = bytesOf(50_000, 9);
    const copy = await put(large);
    expect(Buffer.compare(await readAll(copy), large)).toBe(0);
    expect(events.at(-1)).toMatchObject({ type: 'evicted', sha256: sha256Of(large) });
    expect([await has(a), await has(large)]).toEqual([true, false]);
  });

  it('keeps nothing when the digest differs', async () => {
    const { cache, has } = create();
    const putting = cache.put(sha256Of(a), streamOf(b));
    await expect(putting).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    expect([await has(a), await has(b)]).toEqual([false, false]);
  });

  it('reads on after eviction and clear', async () => {
    const { cache, put } = create();
    const copy = await put(a);
    await cache.clear();
    expect(Buffer.compare(await readAll(copy), a)).toBe(0);
  });
});
