import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesOf, createDirectory, readAll, sha256Of, streamOf } from '../test/support.ts';
import { openReferenceCache } from './open-reference-cache.ts';

const bytes = bytesOf(5000);
const digest = sha256Of(bytes);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('openReferenceCache', () => {
  it('keeps entries in a directory from one run to the next', async () => {
    const directory = join(await createDirectory(), 'made', 'for', 'it');
    const first = await openReferenceCache({ backend: 'disk', directory });
    expect(first).toMatchObject({ kind: 'disk', directory });
    await (await first.cache.put(digest, streamOf(bytes))).close();
    await first.close();
    const second = await openReferenceCache({ backend: 'disk', directory });
    const copy = await second.cache.get(digest);
    expect(copy).toBeDefined();
    await copy?.close();
  });

  it('uses the given key instead of a file', async () => {
    const directory = await createDirectory();
    const key = Buffer.alloc(32, 7).toString('base64');
    await openReferenceCache({ backend: 'disk', directory, key });
    expect(await readdir(directory)).toEqual(['v1']);
  });

  it('refuses a bad key for either backend, by its name', async () => {
    for (const backend of ['disk', 'memory'] as const) {
      const options = { backend, key: 'secret', keySource: 'DG_CACHE_ENCRYPTION_KEY' };
      await expect(openReferenceCache(options)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'DG_CACHE_ENCRYPTION_KEY does not hold 32 bytes in base64.',
      });
    }
  });

  it('uses a private temporary directory without a directory, and removes it', async () => {
    const opened = await openReferenceCache({ backend: 'disk' });
    const { directory = '' } = opened;
    expect(opened.kind).toBe('temporary');
    expect(opened.fallbackReason).toBeUndefined();
    expect(dirname(directory)).toBe(tmpdir());
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await (await opened.cache.put(digest, streamOf(bytes))).close();
    await opened.close();
    await opened.close();
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('falls back to a temporary directory when the directory cannot be made', async () => {
    const file = join(await createDirectory(), 'file');
    await writeFile(file, '');
    await using opened = await openReferenceCache({ backend: 'disk', directory: file });
    expect(opened).toMatchObject({ kind: 'temporary', fallbackReason: { code: 'STORAGE_FAILED' } });
    const copy = await opened.cache.put(digest, streamOf(bytes));
    expect(Buffer.compare(await readAll(copy), bytes)).toBe(0);
    await copy.close();
  });

  it('falls back when the key file is of no use', async () => {
    const directory = await createDirectory();
    await writeFile(join(directory, 'cache.key'), 'short', { mode: 0o600 });
    await using opened = await openReferenceCache({ backend: 'disk', directory });
    expect(opened).toMatchObject({
      kind: 'temporary',
      fallbackReason: { code: 'INVALID_ARGUMENT' },
    });
  });

  it('falls back to memory when there is no temporary directory either', async () => {
    const file = join(await createDirectory(), 'file');
    await writeFile(file, '');
    vi.stubEnv('TMPDIR', file);
    const opened = await openReferenceCache({ backend: 'disk' });
    expect(opened).toMatchObject({ kind: 'memory', fallbackReason: { code: 'STORAGE_FAILED' } });
    await opened.cache.put(digest, streamOf(bytes));
    await opened.close();
    expect(await opened.cache.get(digest)).toBeUndefined();
  });

  it('removes the temporary directories of killed processes, and nothing else', async () => {
    const temporary = await createDirectory();
    vi.stubEnv('TMPDIR', temporary);
    const opened = await openReferenceCache({ backend: 'disk' });
    const { directory = '' } = opened;
    await mkdir(directory.replace(/-\d+-/, '-99999999-'));
    await mkdir(join(temporary, 'deltaglider-cache-of-mine'));
    const second = await openReferenceCache({ backend: 'disk' });
    const paths = (await readdir(temporary)).map((name) => join(temporary, name));
    const expected = [directory, second.directory, join(temporary, 'deltaglider-cache-of-mine')];
    expect(paths.sort()).toEqual(expected.sort());
  });

  it('keeps to memory when asked', async () => {
    const opened = await openReferenceCache({ backend: 'memory', maxBytes: 1 });
    expect(opened.kind).toBe('memory');
    expect(opened.directory).toBeUndefined();
    const copy = await opened.cache.put(digest, streamOf(bytes));
    expect(Buffer.compare(await readAll(copy), bytes)).toBe(0);
    expect(await opened.cache.get(digest)).toBeUndefined();
  });
});
