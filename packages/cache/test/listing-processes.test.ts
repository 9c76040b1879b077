import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FsListingCache, loadCacheKey } from '../src/index.ts';
import { type BuiltWorker, buildWorker } from './build-worker.ts';
import { rowsOf } from './listing-rows.ts';
import { createDirectory } from './support.ts';

const run = promisify(execFile);
/** Megabytes of heap for a program that needs some ten by itself. */
const SMALL_HEAP = '--max-old-space-size=24';
let built: BuiltWorker;

beforeAll(async () => {
  built = await buildWorker('listing-worker.ts');
});

afterAll(() => built.remove());

async function listMillion(directory: string, limit = '') {
  const { stdout } = await run(process.execPath, [
    SMALL_HEAP,
    built.path,
    'list',
    directory,
    limit,
  ]);
  return JSON.parse(stdout) as { entries: number; rowsRead: number; memory: number };
}

describe('several processes on one listing cache', () => {
  it('lose nothing that they add at once', async () => {
    const directory = await createDirectory();
    const adders = ['0', '1', '2', '3'].map((part) =>
      run(process.execPath, [built.path, 'add', directory, part]),
    );
    for (const { stdout } of await Promise.all(adders)) expect(stdout).toBe('done');
    const cache = new FsListingCache({
      directory,
      key: await loadCacheKey({ directory }),
      store: 'file:///store',
    });
    const rows = rowsOf('same/', 20_000);
    const found = await cache.find(
      'bucket',
      rows.map(({ row }) => row),
    );
    expect(found).toEqual(rows.map(({ meaning }) => meaning));
  });
});

describe('a listing of a million keys', () => {
  it('takes little memory', async () => {
    const { entries, rowsRead } = await listMillion(await createDirectory());
    expect({ entries, rowsRead }).toEqual({ entries: 1_000_000, rowsRead: 1_000_000 });
  });

  it('is read no further than the window ahead of who leaves it', async () => {
    const { rowsRead } = await listMillion(await createDirectory(), '5000');
    expect(rowsRead).toBeLessThanOrEqual(5000 + 17_000);
  });
});
