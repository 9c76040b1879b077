import { execFileSync } from 'node:child_process';
import { open, writeFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ephemeralCacheKey, FsReferenceCache } from '../src/index.ts';
import { bytesOf, createDirectory, namesIn, readAll, sha256Of, streamOf } from './support.ts';

const key = ephemeralCacheKey();
const small = bytesOf(100_000, 1);
const large = bytesOf(1_500_000, 2);

/** Mounts 1 MiB of memory; false when this process may not, and then only the injected failure below is tested. */
function mountSmallDisk(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory], { stdio: 'pipe' });
  } catch {
    process.stderr.write('NOT RUN on a real full disk (no right to mount): injected instead.\n');
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', directory]);
  });
  return true;
}

async function makeFileHandlesFail(code: string): Promise<void> {
  const handle = await open(fileURLToPath(import.meta.url));
  const prototype = Object.getPrototypeOf(handle) as typeof handle;
  await handle.close();
  const writev: unknown = Reflect.get(prototype, 'writev');
  if (typeof writev !== 'function') throw new Error('File handles have no writev any more.');
  let left = 2;
  const spy = vi.spyOn(prototype, 'writev').mockImplementation(function (
    this: typeof handle,
    ...args
  ) {
    left -= 1;
    const failure = Object.assign(new Error(`${code}: no room`), { code });
    return left < 0
      ? Promise.reject(failure)
      : (Reflect.apply(writev, this, args) as ReturnType<typeof handle.writev>);
  });
  onTestFinished(() => {
    spy.mockRestore();
  });
}

describe('a full disk', () => {
  it('is STORAGE_FULL, leaves nothing behind, and the entries before it stay (real disk)', async () => {
    const directory = await createDirectory();
    if (!mountSmallDisk(directory)) await makeFileHandlesFail('ENOSPC');
    const cache = await FsReferenceCache.open({ directory, key });
    await (await cache.put(sha256Of(small), streamOf(small))).close();
    await expect(cache.put(sha256Of(large), streamOf(large, 65_536))).rejects.toMatchObject({
      code: 'STORAGE_FULL',
    });
    expect(await namesIn(directory)).toEqual([sha256Of(small)]);
    const copy = await cache.get(sha256Of(small));
    expect(copy && Buffer.compare(await readAll(copy), small)).toBe(0);
    await copy?.close();
  });

  it('fills up to the last byte without a short write going unnoticed', async (context) => {
    const directory = await createDirectory();
    if (!mountSmallDisk(directory)) {
      context.skip('No right to mount a small disk; the tests beside this one inject the failure.');
    }
    const cache = await FsReferenceCache.open({ directory, key });
    const { bavail, bsize } = await statfs(directory);
    await writeFile(join(directory, 'ballast'), new Uint8Array((bavail - 30) * bsize));
    for (let size = 27 * bsize; size < 34 * bsize; size += 1111) {
      const bytes = bytesOf(size, size);
      try {
        const copy = await cache.put(sha256Of(bytes), streamOf(bytes));
        expect(Buffer.compare(await readAll(copy), bytes)).toBe(0);
        await copy.close();
        await cache.clear();
      } catch (error) {
        expect(error).toMatchObject({ code: 'STORAGE_FULL' });
        expect(await namesIn(directory)).toEqual([]);
      }
    }
  });

  it.each([
    ['ENOSPC', 'STORAGE_FULL'],
    ['EDQUOT', 'STORAGE_FULL'],
    ['EROFS', 'ACCESS_DENIED'],
    ['EIO', 'STORAGE_FAILED'],
  ])('translates %s to %s', async (system, code) => {
    const directory = await createDirectory();
    const cache = await FsReferenceCache.open({ directory, key, chunkShift: 10 });
    await makeFileHandlesFail(system);
    await expect(cache.put(sha256Of(small), streamOf(small))).rejects.toMatchObject({
      code,
      cause: { code: system },
    });
    expect(await namesIn(directory)).toEqual([]);
  });
});
