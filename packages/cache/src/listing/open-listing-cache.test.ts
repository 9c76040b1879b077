import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../test/listing-rows.ts';
import { createDirectory } from '../../test/support.ts';
import { openListingCache } from './open-listing-cache.ts';

const store = 'file:///store';

describe('openListingCache', () => {
  it('keeps rows in a directory from one run to the next', async () => {
    const directory = await createDirectory();
    const [entry] = rowsOf('a/', 1);
    if (entry === undefined) throw new Error('There is no row.');
    const first = await openListingCache({ backend: 'disk', directory, store });
    await first.cache.add('bucket', [entry]);
    const second = await openListingCache({ backend: 'disk', directory, store });
    expect(second.kind).toBe('disk');
    expect(await second.cache.find('bucket', [entry.row])).toEqual([entry.meaning]);
    expect((await readdir(directory)).sort()).toEqual(['cache.key', 'listing-v1']);
  });

  it('falls back to memory when the directory cannot be used', async () => {
    const directory = join(await createDirectory(), 'file');
    await writeFile(directory, '');
    const opened = await openListingCache({ backend: 'disk', directory, store });
    expect(opened).toMatchObject({ kind: 'memory', fallbackReason: { code: 'STORAGE_FAILED' } });
  });

  it('refuses a bad key for either backend, and makes no file for a good one', async () => {
    const directory = await createDirectory();
    for (const backend of ['disk', 'memory'] as const) {
      const options = { backend, directory, store, key: 'secret', keySource: 'DG_KEY' };
      await expect(openListingCache(options)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: 'DG_KEY does not hold 32 bytes in base64.',
      });
    }
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(await openListingCache({ backend: 'disk', directory, store, key })).toMatchObject({
      kind: 'disk',
    });
    expect(await readdir(directory)).toEqual([]);
  });
});
