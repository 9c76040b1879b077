import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeantRow } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../test/listing-rows.ts';
import { createDirectory } from '../../test/support.ts';
import { createOwnerTag } from '../disk/owner-tag.ts';
import { ephemeralCacheKey } from '../keys/cache-key.ts';
import { FsListingCache, type FsListingCacheOptions } from './fs-listing-cache.ts';

async function setUp(options: Partial<FsListingCacheOptions> = {}) {
  const directory = join(await createDirectory(), 'cache');
  const key = ephemeralCacheKey();
  const open = (others: Partial<FsListingCacheOptions> = {}) =>
    new FsListingCache({ directory, key, store: 'file:///secret-store', ...options, ...others });
  const files = join(directory, 'listing-v1');
  const paths = async () => (await readdir(files)).map((name) => join(files, name));
  const sizes = async () => {
    const all = await Promise.all((await paths()).map(async (path) => (await stat(path)).size));
    return all.reduce((sum, size) => sum + size, 0);
  };
  return { directory, files, open, paths, sizes };
}

/** How many of the entries are known. */
async function known(cache: FsListingCache, entries: readonly MeantRow[]): Promise<number> {
  const found = await cache.find(
    'bucket',
    entries.map(({ row }) => row),
  );
  for (const [i, meaning] of found.entries()) {
    if (meaning !== undefined) expect(meaning).toEqual(entries[i]?.meaning);
  }
  return found.filter((meaning) => meaning !== undefined).length;
}

describe('FsListingCache', () => {
  it('tells nobody else what it holds', async () => {
    const { directory, open, files, paths } = await setUp();
    await open().add('bucket', rowsOf('secret-place/', 10));
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(files)).mode & 0o777).toBe(0o700);
    const [path = '', ...others] = await paths();
    expect(others).toEqual([]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const content = `${path.slice(directory.length)}${(await readFile(path)).toString('latin1')}`;
    expect(content).not.toMatch(/secret|app-|bucket/);
  });

  it('makes nothing where it finds nothing', async () => {
    const { directory, open } = await setUp();
    expect(await known(open(), rowsOf('a/', 10))).toBe(0);
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('knows nothing of another store, or with another key', async () => {
    const { open } = await setUp();
    const rows = rowsOf('a/', 10);
    await open().add('bucket', rows);
    expect(await known(open({ store: 'file:///other' }), rows)).toBe(0);
    expect(await known(open({ key: ephemeralCacheKey() }), rows)).toBe(0);
    expect(await known(open(), rows)).toBe(10);
  });

  it('spreads thousands of deltaspaces over a few files', async () => {
    const { open, paths } = await setUp();
    const rows = Array.from({ length: 2000 }, (_, i) => rowsOf(`v${i}/`, 1)).flat();
    await open().add('bucket', rows);
    expect((await paths()).length).toBeLessThanOrEqual(32);
    expect(await known(open(), rows)).toBe(2000);
  });

  it('forgets what is damaged and keeps what comes before, until something new heals the file', async () => {
    const { open, paths } = await setUp();
    const [first, second, third] = [rowsOf('a/', 10), rowsOf('a/b', 10), rowsOf('a/c', 10)];
    await open().add('bucket', first);
    const [path = ''] = await paths();
    const { size } = await stat(path);
    await open().add('bucket', second);
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(size + 100) ^ 1, size + 100);
    await writeFile(path, bytes);
    expect(await known(open(), first)).toBe(10);
    expect(await known(open(), second)).toBe(0);
    await open().add('bucket', third);
    expect(await known(open(), [...first, ...third])).toBe(20);
    await truncate(path, size - 1);
    expect(await known(open(), [...first, ...second, ...third])).toBe(0);
    await writeFile(path, 'somebody else wrote this');
    await open().add('bucket', third);
    expect(await known(open(), third)).toBe(10);
  });

  it('stays within its limit, and keeps what was added last', async () => {
    const { open, sizes } = await setUp({ maxBytes: 100_000 });
    for (let i = 0; i < 40; i++) {
      const rows = rowsOf(`v${i % 7}/${i}/`, 100);
      await open().add('bucket', rows);
      expect(await sizes()).toBeLessThanOrEqual(110_000);
      expect(await known(open(), rows)).toBe(100);
    }
  });

  it('stays within its limit in one deltaspace too', async () => {
    const { open, sizes } = await setUp({ maxBytes: 100_000 });
    const cache = open();
    const rows = rowsOf('a/', 5000);
    for (let at = 0; at < rows.length; at += 100)
      await cache.add('bucket', rows.slice(at, at + 100));
    expect(await sizes()).toBeLessThanOrEqual(100_000);
    expect(await known(open(), rows.slice(-500))).toBe(500);
    expect(await known(open(), rows)).toBeLessThan(1500);
  });

  it('writes once what two processes have both found out, in the end', async () => {
    const { open, sizes } = await setUp();
    const rows = rowsOf('a/', 2000);
    const caches = Array.from({ length: 6 }, () => open());
    for (const cache of caches)
      await cache.find(
        'bucket',
        rows.slice(0, 1).map((r) => r.row),
      );
    for (const cache of caches) await cache.add('bucket', rows);
    const wasteful = await sizes();
    await open().add('bucket', rowsOf('a/b', 1));
    expect(await sizes()).toBeLessThan(wasteful / 3);
    expect(await known(open(), rows)).toBe(2000);
  });

  it('clears away what a killed process left half written', async () => {
    const { files, open, paths } = await setUp();
    await mkdir(files, { recursive: true });
    await open().add('bucket', rowsOf('a/', 1));
    const [path = ''] = await paths();
    const tag = createOwnerTag();
    await writeFile(`${path}.${tag.replace(/-\d+-/, '-99999999-')}`, 'half');
    await writeFile(`${path}.${tag}`, 'being written');
    await open().add('bucket', rowsOf('a/', 1));
    expect((await paths()).sort()).toEqual([path, `${path}.${tag}`]);
  });

  it('says where it cannot write', async () => {
    const { directory, files, open } = await setUp();
    await mkdir(directory);
    await writeFile(files, 'a file');
    await expect(open().add('bucket', rowsOf('a/', 1))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
  });

  it('says what it cannot read', async () => {
    const { open, paths } = await setUp();
    await open().add('bucket', rowsOf('a/', 1));
    const [path = ''] = await paths();
    await rm(path);
    await mkdir(path);
    await expect(known(open(), rowsOf('a/', 1))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      details: { path },
    });
  });
});
