import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { outcomeOf } from '@deltaglider/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, listKeys, readText, text, useRoot } from './temporary-root.ts';

describe('symbolic links in the tree', () => {
  const { path, open } = useRoot();
  beforeEach(async () => {
    await mkdir(path('outside'));
    await writeFile(path('outside', 'secret'), 'secret');
  });
  const outside = (): Promise<string[]> => readdir(path('outside'));

  it('of a directory lead no write, read or deletion outside', async () => {
    await symlink(path('outside'), path('bucket', 'evil'));
    const storage = open();
    for (const key of ['evil/new', 'evil/deep/new', 'evil/secret']) {
      for (const ifAbsent of [false, true]) {
        expect(await outcomeOf(storage.put(at(key), text('x'), { ifAbsent }))).not.toBe('resolved');
      }
    }
    expect(await outcomeOf(storage.put(at('evil/new'), text('x')))).toBe('ACCESS_DENIED');
    expect(await outcomeOf(storage.get(at('evil/secret')))).toBe('OBJECT_NOT_FOUND');
    expect(await storage.head(at('evil/secret'))).toBeUndefined();
    expect(await outcomeOf(storage.copy(at('evil/secret'), at('copy')))).toBe('OBJECT_NOT_FOUND');
    await storage.delete(at('evil/secret'));
    expect(await storage.deleteMany('bucket', ['evil/secret'])).toEqual([]);
    expect(await listKeys(storage)).toEqual([]);
    for await (const entry of storage.list('bucket', { prefix: 'evil/' }))
      expect(entry).toBeUndefined();
    expect(await outside()).toEqual(['secret']);
  });

  it('of a file are replaced, not followed', async () => {
    await symlink(path('outside', 'secret'), path('bucket', 'key'));
    const storage = open();
    expect(await storage.head(at('key'))).toBeUndefined();
    expect(await outcomeOf(storage.get(at('key')))).toBe('OBJECT_NOT_FOUND');
    expect(await outcomeOf(storage.put(at('key'), text('x'), { ifAbsent: true }))).toBe(
      'ACCESS_DENIED',
    );
    await storage.put(at('key'), text('ours'));
    expect(await readText(storage, 'key')).toBe('ours');
    expect(await readFile(path('outside', 'secret'), 'utf8')).toBe('secret');
  });

  it('that lead nowhere yet are refused as well', async () => {
    await symlink(path('outside', 'not-yet'), path('bucket', 'evil'));
    expect(await outcomeOf(open().put(at('evil/new'), text('x')))).toBe('ACCESS_DENIED');
    expect(await outside()).toEqual(['secret']);
  });

  it('in the place of the private directory are refused', async () => {
    await symlink(path('outside'), path('bucket', '%private'));
    expect(await outcomeOf(open().put(at('key'), text('x')))).toBe('ACCESS_DENIED');
    expect(await outside()).toEqual(['secret']);
  });

  it('are no buckets, and are not removed with a bucket', async () => {
    await symlink(path('outside'), path('evil-bucket'));
    await symlink(path('outside'), path('bucket', 'evil'));
    const storage = open();
    expect(await storage.bucketExists('evil-bucket')).toBe(false);
    expect(await outcomeOf(storage.put({ bucket: 'evil-bucket', key: 'key' }, text('x')))).toBe(
      'BUCKET_NOT_FOUND',
    );
    expect((await storage.listBuckets()).map(({ name }) => name)).toEqual(['bucket', 'outside']);
    expect(await outcomeOf(storage.deleteBucket('bucket'))).toBe('BUCKET_NOT_EMPTY');
    await rm(path('bucket', 'evil'));
    await storage.deleteBucket('bucket');
    expect(await outside()).toEqual(['secret']);
  });
});
