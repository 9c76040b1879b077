import type { StorageListOptions } from '@deltaglider/core';
import { describe, expect, it } from 'vitest';
import { formatEntry, type StorageContext } from './storage-context.ts';

const TREE = [
  'a',
  'b/',
  'b/1',
  'b/2',
  'b/c/1',
  'b/c/2',
  'b/d/e/f',
  'b-1',
  'b.1',
  'b0',
  'bb/1',
  'z/1',
] as const;

const EXPECTED: readonly (readonly [StorageListOptions, readonly string[]])[] = [
  [{}, ['a', 'b-1', 'b.1', 'b/', 'b/1', 'b/2', 'b/c/1', 'b/c/2', 'b/d/e/f', 'b0', 'bb/1', 'z/1']],
  [{ prefix: '' }, [...TREE].sort()],
  [{ prefix: 'b/' }, ['b/', 'b/1', 'b/2', 'b/c/1', 'b/c/2', 'b/d/e/f']],
  [{ prefix: 'b/c' }, ['b/c/1', 'b/c/2']],
  [{ prefix: 'b/c/2' }, ['b/c/2']],
  [{ prefix: 'b/c/2/' }, []],
  [{ prefix: 'absent/folder/' }, []],
  [{ prefix: 'a/' }, []],
  [{ delimiter: '/' }, ['a', 'b-1', 'b.1', 'PRE b/', 'b0', 'PRE bb/', 'PRE z/']],
  [{ delimiter: '/', prefix: 'b' }, ['b-1', 'b.1', 'PRE b/', 'b0', 'PRE bb/']],
  [{ delimiter: '/', prefix: 'b/' }, ['b/', 'b/1', 'b/2', 'PRE b/c/', 'PRE b/d/']],
  [{ delimiter: '/', prefix: 'b/d' }, ['PRE b/d/']],
  [{ delimiter: '/', prefix: 'b/d/' }, ['PRE b/d/e/']],
  [{ delimiter: '-' }, [...TREE].sort().map((key) => (key === 'b-1' ? 'PRE b-' : key))],
  [
    { delimiter: '/c/' },
    ['a', 'b-1', 'b.1', 'b/', 'b/1', 'b/2', 'PRE b/c/', 'b/d/e/f', 'b0', 'bb/1', 'z/1'],
  ],
  [{ delimiter: 'b' }, ['a', 'PRE b', 'z/1']],
  [
    { delimiter: 'b', prefix: 'b' },
    ['b-1', 'b.1', 'b/', 'b/1', 'b/2', 'b/c/1', 'b/c/2', 'b/d/e/f', 'b0', 'PRE bb'],
  ],
  [{ startAfter: 'b/2' }, ['b/c/1', 'b/c/2', 'b/d/e/f', 'b0', 'bb/1', 'z/1']],
  [{ startAfter: 'b/c' }, ['b/c/1', 'b/c/2', 'b/d/e/f', 'b0', 'bb/1', 'z/1']],
  [{ startAfter: 'b/c/1' }, ['b/c/2', 'b/d/e/f', 'b0', 'bb/1', 'z/1']],
  [{ startAfter: 'b/c/1', prefix: 'b/c' }, ['b/c/2']],
  [{ startAfter: 'b/', prefix: 'b/', delimiter: '/' }, ['b/1', 'b/2', 'PRE b/c/', 'PRE b/d/']],
  [{ startAfter: 'b/c/', prefix: 'b/', delimiter: '/' }, ['PRE b/d/']],
  [{ startAfter: 'b/c', prefix: 'b/', delimiter: '/' }, ['PRE b/c/', 'PRE b/d/']],
  [{ startAfter: 'b.1', delimiter: '/' }, ['PRE b/', 'b0', 'PRE bb/', 'PRE z/']],
  [{ startAfter: 'b/', delimiter: '/' }, ['b0', 'PRE bb/', 'PRE z/']],
  // Inside a common prefix: the prefix itself sorts before it.
  [{ startAfter: 'b/c/1', delimiter: '/' }, ['b0', 'PRE bb/', 'PRE z/']],
  [{ startAfter: 'a', prefix: 'z' }, ['z/1']],
  [{ startAfter: 'zz', prefix: 'b' }, []],
  [{ startAfter: 'z/1' }, []],
];

export function listCases(context: StorageContext): void {
  describe('list', () => {
    treeCases(context);
    pagingCases(context);
  });
}

function treeCases({ storage, at, put, list }: StorageContext): void {
  it.each(EXPECTED)('lists %j', async (options, expected) => {
    for (const key of TREE) await put(key);
    expect(await list(options)).toEqual(expected);
  });

  it('lists nothing in an empty bucket', async () => {
    expect(await list()).toEqual([]);
    expect(await list({ delimiter: '/' })).toEqual([]);
  });

  it('tells size, ETag and time as head does', async () => {
    await put('folder/key', 'content');
    const { size, etag, lastModified } = (await storage().head(at('folder/key'))) ?? {};
    const entries = [];
    for await (const entry of storage().list(at('').bucket)) entries.push(entry);
    expect(entries).toMatchObject([
      { type: 'object', key: 'folder/key', size, etag, lastModified },
    ]);
  });

  it('shows one common prefix for a folder that has only folders', async () => {
    await put('a/b/c/d/1');
    await put('a/b/c/e/1');
    expect(await list({ delimiter: '/' })).toEqual(['PRE a/']);
    expect(await list({ delimiter: '/', prefix: 'a/b/c/' })).toEqual([
      'PRE a/b/c/d/',
      'PRE a/b/c/e/',
    ]);
  });
}

function pagingCases({ storage, at, put, list }: StorageContext): void {
  const fill = async (keys: readonly string[]): Promise<void> => {
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => put(key, '')));
    }
  };
  const many = Array.from({ length: 1050 }, (_, i) => `many/${String(i).padStart(4, '0')}`);

  it('lists more than a thousand keys, and may be left early', async () => {
    await fill([...many, 'z']);
    expect(await list()).toEqual([...many, 'z']);
    expect(await list({ startAfter: 'many/1000' })).toEqual([...many.slice(1001), 'z']);
    expect(await list({ delimiter: '/' })).toEqual(['PRE many/', 'z']);
    const seen: string[] = [];
    for await (const entry of storage().list(at('').bucket)) {
      if (seen.push(formatEntry(entry)) === 3) break;
    }
    expect(seen).toEqual(many.slice(0, 3));
  });

  it('lists every key once while they are being deleted', async () => {
    const keys = many.slice(0, 300).map((key, i) => (i % 3 === 0 ? `${key}/deep` : key));
    await fill(keys);
    const seen: string[] = [];
    for await (const entry of storage().list(at('').bucket)) {
      seen.push(entry.key);
      await storage().delete(at(entry.key));
    }
    expect(seen).toEqual(keys);
    expect(await list()).toEqual([]);
  });

  it('shows what stays while other keys come and go', async () => {
    const staying = many.slice(0, 60).map((key) => `${key}/stays`);
    await fill(staying);
    const churn = (async () => {
      for (let i = 0; i < 30; i++) {
        const key = `many/0030/${i}/passes/by`;
        await put(key);
        await storage().delete(at(key));
      }
    })();
    for (let turn = 0; turn < 5; turn++) {
      const listed = await list();
      expect(listed.filter((key) => key.endsWith('stays'))).toEqual(staying);
    }
    await churn;
  });
}
