import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createDirectory } from '../../test/support.ts';
import { loadCacheKey } from './load-cache-key.ts';

const source = 'DG_CACHE_ENCRYPTION_KEY';

describe('loadCacheKey', () => {
  it('takes a key in base64, of either alphabet, and makes no file for it', async () => {
    const directory = await createDirectory();
    const bytes = Buffer.alloc(32, 0xfb);
    for (const key of [bytes.toString('base64'), `${bytes.toString('base64url')}\n`]) {
      const loaded = await loadCacheKey({ directory, key });
      expect(loaded.export().equals(bytes)).toBe(true);
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it.each(['', 'hunter2-hunter2-hunter2', Buffer.alloc(31).toString('base64'), '!'.repeat(44)])(
    'refuses %j without repeating it',
    async (key) => {
      const error: unknown = await loadCacheKey({ directory: '/nowhere', key, source }).catch(
        (caught: unknown) => caught,
      );
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(inspect(error)).toContain(source);
      if (key !== '') expect(inspect(error)).not.toContain(key);
    },
  );

  it('makes a key once, for its owner only, and finds it again', async () => {
    const directory = join(await createDirectory(), 'deep', 'cache');
    const made = await loadCacheKey({ directory });
    const found = await loadCacheKey({ directory });
    expect(found.equals(made)).toBe(true);
    expect((await stat(join(directory, 'cache.key'))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['cache.key']);
  });

  it('agrees on one key, however many ask at once', async () => {
    const directory = await createDirectory();
    const keys = await Promise.all(Array.from({ length: 20 }, () => loadCacheKey({ directory })));
    expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(1);
    expect(await readdir(directory)).toEqual(['cache.key']);
  });

  it('shows no secret when it is printed', async () => {
    const directory = await createDirectory();
    const key = await loadCacheKey({ directory });
    const secret = await readFile(join(directory, 'cache.key'));
    expect(inspect(key)).not.toContain(secret.toString('hex').slice(0, 8));
  });

  it('refuses a key file of another size, and leaves it as it is', async () => {
    const directory = await createDirectory();
    const path = join(directory, 'cache.key');
    await writeFile(path, 'someone else wrote this', { mode: 0o600 });
    await expect(loadCacheKey({ directory })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `The cache key file ${path} has 23 bytes instead of 32.`,
      details: { path },
    });
    expect(await readFile(path, 'utf8')).toBe('someone else wrote this');
  });

  it('refuses a key file that others can read', async () => {
    const directory = await createDirectory();
    await loadCacheKey({ directory });
    await chmod(join(directory, 'cache.key'), 0o644);
    await expect(loadCacheKey({ directory })).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('mode 0644') as string,
    });
  });

  it('says where it could not make one', async () => {
    const directory = join(await createDirectory(), 'file');
    await writeFile(directory, '');
    await expect(loadCacheKey({ directory })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { path: join(directory, 'cache.key') },
    });
  });
});
