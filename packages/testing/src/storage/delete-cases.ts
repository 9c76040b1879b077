import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../expectations/outcome-of.ts';
import type { StorageContext } from './storage-context.ts';

export function deleteCases(context: StorageContext): void {
  describe('delete', () => {
    oneKeyCases(context);
  });
  describe('deleteMany', () => {
    manyKeysCases(context);
  });
}

function oneKeyCases({ storage, at, put, read, list }: StorageContext): void {
  it('removes the object, and succeeds again', async () => {
    await put('folder/key');
    for (let turn = 0; turn < 2; turn++) {
      await storage().delete(at('folder/key'));
      expect(await storage().head(at('folder/key'))).toBeUndefined();
    }
    expect(await list()).toEqual([]);
    expect(await list({ delimiter: '/' })).toEqual([]);
  });

  it('succeeds for what never was, also beside and below objects', async () => {
    await put('folder/key');
    for (const key of ['absent', 'no/folder/absent', 'folder', 'folder/', 'folder/key/below']) {
      expect(await outcomeOf(storage().delete(at(key))), key).toBe('resolved');
    }
    expect(await list()).toEqual(['folder/key']);
  });

  it('leaves the neighbours alone', async () => {
    for (const key of ['a/b/1', 'a/b/2', 'a/c', 'a.b']) await put(key);
    await storage().delete(at('a/b/1'));
    expect(await list()).toEqual(['a.b', 'a/b/2', 'a/c']);
    await storage().delete(at('a/b/2'));
    expect(await list({ delimiter: '/', prefix: 'a/' })).toEqual(['a/c']);
  });

  it('deletes only the object that ifMatch names', async () => {
    const { etag } = await put('key', 'one');
    const second = await put('key', 'two');
    expect(await outcomeOf(storage().delete(at('key'), { ifMatch: etag }))).toBe(
      'PRECONDITION_FAILED',
    );
    expect(await read('key')).toBe('two');
    await storage().delete(at('key'), { ifMatch: second.etag });
    expect(await storage().head(at('key'))).toBeUndefined();
    expect(await outcomeOf(storage().delete(at('key'), { ifMatch: etag }))).toBe('resolved');
  });

  it('lets a key be put while its last neighbours are deleted', async () => {
    for (let round = 0; round < 10; round++) {
      await put('x/y/z/old');
      await Promise.all([
        storage().delete(at('x/y/z/old')),
        put('x/y/z/new', 'new', { ifAbsent: round % 2 === 0 }),
        put(`x/y/new-${round}`),
      ]);
      expect(await read('x/y/z/new')).toBe('new');
      await Promise.all([
        storage().delete(at('x/y/z/new')),
        storage().delete(at(`x/y/new-${round}`)),
      ]);
      expect(await list()).toEqual([]);
    }
  });

  it('lets a key take the name of a folder that is gone, and back', async () => {
    await put('name/below');
    await storage().delete(at('name/below'));
    await put('name', 'object');
    expect(await read('name')).toBe('object');
    await storage().delete(at('name'));
    await put('name/below', 'again');
    expect(await list()).toEqual(['name/below']);
  });
}

function manyKeysCases({ storage, at, put, list }: StorageContext): void {
  it('deletes present and absent keys', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'keep']) await put(key);
    const { bucket } = at('');
    expect(await storage().deleteMany(bucket, ['a/1', 'absent', 'a/2', 'b', 'x/y'])).toEqual([]);
    expect(await list()).toEqual(['keep']);
  });

  it('takes no keys, and one key twice', async () => {
    await put('key');
    const { bucket } = at('');
    expect(await storage().deleteMany(bucket, [])).toEqual([]);
    expect(await storage().deleteMany(bucket, ['key', 'key'])).toEqual([]);
    expect(await list()).toEqual([]);
  });

  it('deletes more than a thousand keys', async () => {
    const keys = Array.from({ length: 1100 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => put(key, '')));
    }
    expect(await storage().deleteMany(at('').bucket, keys.slice(1))).toEqual([]);
    expect(await list()).toEqual(['many/0000']);
  });
}
