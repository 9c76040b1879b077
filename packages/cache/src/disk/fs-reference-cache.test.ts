import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  CHUNK_SHIFT,
  createDirectory,
  namesIn,
  readAll,
  recordEvents,
  sha256Of,
  streamOf,
  tickingClock,
} from '../../test/support.ts';
import { ephemeralCacheKey } from '../keys/cache-key.ts';
import { FsReferenceCache, type FsReferenceCacheOptions } from './fs-reference-cache.ts';

const key = ephemeralCacheKey();
const a = bytesOf(3000, 1);
const b = bytesOf(3000, 2);
const c = bytesOf(3000, 3);

async function open(options: Partial<FsReferenceCacheOptions> = {}) {
  const directory = options.directory ?? (await createDirectory());
  const record = recordEvents();
  const cache = await FsReferenceCache.open({
    key,
    chunkShift: CHUNK_SHIFT,
    now: tickingClock(),
    onEvent: record.onEvent,
    ...options,
    directory,
  });
  const put = async (bytes: Uint8Array) =>
    (await cache.put(sha256Of(bytes), streamOf(bytes))).close();
  const has = async (bytes: Uint8Array) => {
    const found = await cache.get(sha256Of(bytes));
    await found?.close();
    return found !== undefined;
  };
  return { cache, directory, put, has, ...record };
}

describe('FsReferenceCache', () => {
  it('keeps entries for itself: mode 0700 and 0600, and no plain bytes on disk', async () => {
    const { directory, put } = await open();
    await put(a);
    const path = join(directory, 'v1', sha256Of(a));
    expect((await stat(join(directory, 'v1'))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const sealed = await readFile(path);
    expect(sealed.indexOf(a.subarray(0, 16))).toBe(-1);
    expect(sealed.length).toBe(56 + 3000 + 3 * 16);
  });

  it('seals the same bytes differently each time', async () => {
    const { directory, put } = await open();
    await put(a);
    const first = await readFile(join(directory, 'v1', sha256Of(a)));
    await put(a);
    const second = await readFile(join(directory, 'v1', sha256Of(a)));
    expect(first.subarray(56).equals(second.subarray(56))).toBe(false);
  });

  it('never uses a nonce twice: chunks of zeros have different key streams', async () => {
    const { directory, put } = await open();
    const zeros = new Uint8Array(40 * 1024);
    await put(zeros);
    const sealed = await readFile(join(directory, 'v1', sha256Of(zeros)));
    const starts = Array.from({ length: 40 }, (_, i) => {
      const start = 56 + i * (1024 + 16);
      return sealed.toString('hex', start, start + 16);
    });
    expect(new Set(starts).size).toBe(40);
  });

  it('never evicts what was just put, even when the clock went back', async () => {
    const times = [9, 8, 7, 6, 5].map((seconds) => new Date(seconds * 1000));
    const { directory, put } = await open({
      maxBytes: 4000,
      now: () => times.shift() ?? new Date(0),
    });
    await put(a);
    await put(b);
    expect(await namesIn(directory)).toEqual([sha256Of(b)]);
  });

  it('finds what another instance with the same key has put', async () => {
    const first = await open();
    await first.put(a);
    const second = await open({ directory: first.directory });
    expect(await second.has(a)).toBe(true);
    expect(second.events).toEqual([{ type: 'hit', sha256: sha256Of(a) }]);
  });

  it('evicts the least recently used, and a hit counts as a use', async () => {
    const { put, has, events, directory } = await open({ maxBytes: 7000 });
    await put(a);
    await put(b);
    expect(await has(a)).toBe(true);
    await put(c);
    expect((await namesIn(directory)).sort()).toEqual([sha256Of(a), sha256Of(c)].sort());
    expect(events.at(-1)).toEqual({ type: 'evicted', sha256: sha256Of(b), size: 3104 });
  });

  it('counts again before long, so that what others put does not fill the disk', async () => {
    const directory = await createDirectory();
    const mine = await open({ directory, maxBytes: 20_000 });
    const others = await open({ directory, maxBytes: 20_000 });
    await mine.put(a);
    for (let seed = 10; seed < 15; seed++) await others.put(bytesOf(3000, seed));
    await mine.put(b);
    expect((await namesIn(directory)).length).toBe(6);
  });

  it('reads on after eviction, deletion and clear', async () => {
    const { cache, put, directory } = await open({ maxBytes: 4000 });
    const copy = await cache.put(sha256Of(a), streamOf(a));
    await put(b);
    expect(await namesIn(directory)).toEqual([sha256Of(b)]);
    await cache.clear();
    expect(await namesIn(directory)).toEqual([]);
    expect(Buffer.from(await readAll(copy)).equals(a)).toBe(true);
    await copy.close();
  });

  it('hands back an entry larger than the cache, keeps nothing of it, and evicts nothing for it', async () => {
    const { cache, put, directory, events } = await open({ maxBytes: 4000 });
    await put(a);
    const large = bytesOf(50_000, 9);
    const copy = await cache.put(sha256Of(large), streamOf(large));
    expect(await namesIn(directory)).toEqual([sha256Of(a)]);
    expect(events.at(-1)).toMatchObject({ type: 'evicted', sha256: sha256Of(large) });
    expect(Buffer.from(await readAll(copy)).equals(large)).toBe(true);
    await copy.close();
  });

  it('keeps nothing when the digest differs, when the content fails, and when aborted', async () => {
    const { cache, directory } = await open();
    await expect(cache.put(sha256Of(a), streamOf(b))).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
      details: { expected: sha256Of(a), actual: sha256Of(b) },
    });
    async function* failing() {
      yield a;
      throw new RangeError('the network is gone');
    }
    await expect(cache.put(sha256Of(a), failing())).rejects.toThrow('the network is gone');
    const controller = new AbortController();
    const reason = new Error('enough');
    async function* aborting() {
      yield a;
      controller.abort(reason);
      yield b;
    }
    const { signal } = controller;
    await expect(cache.put(sha256Of(a), aborting(), { signal })).rejects.toBe(reason);
    await expect(cache.get(sha256Of(a), { signal })).rejects.toBe(reason);
    expect(await namesIn(directory)).toEqual([]);
  });

  it('survives that its directory is removed while it is open', async () => {
    const { cache, directory, put, has } = await open();
    const { rm } = await import('node:fs/promises');
    await rm(join(directory, 'v1'), { recursive: true });
    expect(await has(a)).toBe(false);
    await cache.clear();
    await put(a);
    expect(await has(a)).toBe(true);
  });

  it('sweeps what dead or long silent processes left, and leaves live ones and strangers alone', async () => {
    const { directory, cache, put } = await open({ now: () => new Date() });
    await put(a);
    const late = cache.put(sha256Of(b), pausing());
    await started;
    const [live] = (await namesIn(directory)).filter((name) => name.includes('.'));
    expect(live).toBeDefined();
    // No process has this number: it is above every system's limit.
    const dead = live?.replace(/-\d+-/, '-99999999-') ?? '';
    const remote = `${sha256Of(c)}.00000000-1-0123456789abcdef`;
    const silent = `${sha256Of(c)}.00000000-2-0123456789abcdef`;
    for (const name of [dead, remote, silent, 'stranger.txt']) {
      await writeFile(join(directory, 'v1', name), 'x');
    }
    await utimes(join(directory, 'v1', silent), 1, 1);
    await FsReferenceCache.open({ directory, key });
    const expected = [sha256Of(a), live, remote, 'stranger.txt'];
    expect((await readdir(join(directory, 'v1'))).sort()).toEqual(expected.sort());
    proceed();
    await (await late).close();
  });

  it.each(['', 'A'.repeat(64), '../../etc/passwd', 'a'.repeat(63)])(
    'refuses %j as an address',
    async (name) => {
      const { cache } = await open();
      const error = { code: 'INVALID_ARGUMENT' };
      await expect(cache.get(name)).rejects.toMatchObject(error);
      await expect(cache.put(name, streamOf(a))).rejects.toMatchObject(error);
      await expect(cache.delete(name)).rejects.toMatchObject(error);
    },
  );

  it('says why its directory cannot be used', async () => {
    const directory = await createDirectory();
    await writeFile(join(directory, 'file'), '');
    const opening = open({ directory: join(directory, 'file') });
    await expect(opening).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { path: join(directory, 'file', 'v1') },
    });
  });
});

let begin: () => void = () => undefined;
let proceed: () => void = () => undefined;
const started = new Promise<void>((resolve) => (begin = resolve));
const mayProceed = new Promise<void>((resolve) => (proceed = resolve));

async function* pausing() {
  yield b.subarray(0, 2000);
  begin();
  await mayProceed;
  yield b.subarray(2000);
}
