import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { getAttribute, setAttribute } from '@napi-rs/xattr';
import { outcomeOf } from '@deltaglider/testing';
import { describe, expect, it } from 'vitest';
import type { FileAttributes, FsNotice } from '../src/index.ts';
import { createTimestamps } from '../src/files/timestamps.ts';
import { at, listKeys, readText, text, useRoot } from './temporary-root.ts';

const ATTRIBUTE = 'user.dg.metadata';
const noAttributes: FileAttributes = { read: async () => undefined, write: async () => false };

describe('files of a bucket', () => {
  const { path, open } = useRoot();

  it('are ordinary files with one attribute', async () => {
    await open().put(at('releases/app.zip'), text('content'), {
      metadata: { 'dg-tool': 'x' },
      properties: { contentType: 'application/zip' },
    });
    expect(await readFile(path('bucket', 'releases', 'app.zip'), 'utf8')).toBe('content');
    const attribute = await getAttribute(path('bucket', 'releases', 'app.zip'), ATTRIBUTE);
    expect(String(attribute)).toBe(
      '{"metadata":{"dg-tool":"x"},"properties":{"contentType":"application/zip"}}',
    );
  });

  it('that others put there are objects too', async () => {
    await mkdir(path('bucket', 'folder'));
    await writeFile(path('bucket', 'folder', 'foreign'), 'foreign');
    await mkdir(path('bucket', 'empty'));
    await writeFile(path('bucket', '%41'), 'no key is written so');
    const storage = open();
    expect(await listKeys(storage)).toEqual(['folder/foreign']);
    const rows: string[] = [];
    for await (const { key } of storage.list('bucket', { delimiter: '/' })) rows.push(key);
    expect(rows).toEqual(['folder/']);
    expect(await storage.head(at('folder/foreign'))).toMatchObject({ size: 7, metadata: {} });
  });

  it('get another ETag when others change them', async () => {
    const storage = open();
    const { etag } = await storage.put(at('key'), text('content'));
    await appendFile(path('bucket', 'key'), 'more');
    expect((await storage.head(at('key')))?.etag).not.toBe(etag);
    expect(await outcomeOf(storage.put(at('key'), text('x'), { ifMatch: etag }))).toBe(
      'PRECONDITION_FAILED',
    );
  });

  it('are read with what the predecessor’s proxy wrote beside them', async () => {
    await writeFile(path('bucket', 'app.zip.delta'), 'delta');
    const record = {
      tool: 'deltaglider_proxy/1',
      note: 'delta',
      ref_path: 'reference.bin',
      file_size: 9,
    };
    await setAttribute(path('bucket', 'app.zip.delta'), ATTRIBUTE, JSON.stringify(record));
    expect((await open().head(at('app.zip.delta')))?.metadata).toEqual({
      'dg-tool': 'deltaglider_proxy/1',
      'dg-note': 'delta',
      'dg-ref-path': 'reference.bin',
      'dg-file-size': '9',
    });
  });

  it('with damaged metadata say so, are listed, and can be replaced', async () => {
    const storage = open();
    await storage.put(at('key'), text('content'), { metadata: { a: 'b' } });
    await setAttribute(path('bucket', 'key'), ATTRIBUTE, '{"metadata":{"a');
    expect((await storage.head(at('key')))?.damage).toContain('no JSON');
    expect(await outcomeOf(storage.copy(at('key'), at('copy')))).toBe('METADATA_INVALID');
    expect(await listKeys(storage)).toEqual(['key']);
    await storage.put(at('key'), text('new'));
    expect(await readText(storage, 'key')).toBe('new');
  });

  it('refuse more metadata than fits, and leave nothing', async () => {
    const metadata = { large: 'x'.repeat(100_000) };
    expect(await outcomeOf(open().put(at('folder/key'), text('x'), { metadata }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await readdir(path('bucket'))).toEqual(['%private']);
    expect(await readdir(path('bucket', '%private', 'tmp'))).toEqual([]);
  });

  it('give way to a key when a crash left only empty directories of its name', async () => {
    await mkdir(path('bucket', 'name', 'deep', 'empty'), { recursive: true });
    for (const ifAbsent of [true, false]) await open().put(at('name'), text('x'), { ifAbsent });
    expect(await listKeys(open())).toEqual(['name']);
  });

  it('that cannot be deleted are told one by one', async () => {
    const storage = open();
    for (const key of ['a', 'b/c']) await storage.put(at(key), text('x'));
    const failures = await storage.deleteMany('bucket', ['a', '', 'k'.repeat(2000), 'b/c']);
    expect(failures).toMatchObject([
      { key: '', error: { code: 'INVALID_ARGUMENT' } },
      { key: 'k'.repeat(2000), error: { code: 'INVALID_ARGUMENT' } },
    ]);
    expect(await listKeys(storage)).toEqual([]);
  });

  it('cannot be below a root that is a file', async () => {
    await writeFile(path('file'), 'x');
    for (const root of [path('file'), path('file', 'below')]) {
      expect(await outcomeOf(open({ root }).createBucket('bucket'))).toBe('INVALID_ARGUMENT');
      expect(await open({ root }).bucketExists('bucket')).toBe(false);
    }
  });

  it('are closed when a body is left unread', async () => {
    const storage = open();
    await storage.put(at('key'), text('content'));
    const count = async (): Promise<number> => (await readdir('/dev/fd')).length;
    const before = await count();
    for (let i = 0; i < 20; i++) {
      const { body } = await storage.get(at('key'));
      await body[Symbol.asyncIterator]().return?.();
    }
    for (let i = 0; i < 20; i++) await outcomeOf(storage.get(at('key'), { ifMatch: 'another' }));
    // The runner may open a file of its own meanwhile; a leak would be forty.
    expect(await count()).toBeLessThan(before + 10);
  });

  it.each(['', 'k'.repeat(1025), 'lone \ud800 surrogate'])(
    'cannot be named by the key %j',
    async (key) => {
      expect(await outcomeOf(open().put(at(key), text('x')))).toBe('INVALID_ARGUMENT');
    },
  );
});

describe('sidecars', () => {
  const { path, open } = useRoot();
  const sidecars = async (): Promise<string[]> => {
    const found = await readdir(path('bucket', '%private', 'meta'), { recursive: true });
    return found.filter((name) => name.endsWith('.json'));
  };

  it('are announced once', async () => {
    const notices: FsNotice[] = [];
    const storage = open({ attributes: noAttributes, onNotice: (notice) => notices.push(notice) });
    await storage.put(at('plain'), text('x'));
    expect(notices).toEqual([]);
    await storage.put(at('a'), text('x'), { metadata: { a: 'b' } });
    await storage.put(at('b'), text('x'), { metadata: { a: 'b' } });
    expect(notices).toEqual([
      {
        type: 'sidecars',
        path: path('bucket', '%private', 'meta'),
        message: `The file system of ${path('bucket')} has no extended attributes: metadata is kept in ${path('bucket', '%private', 'meta')}.`,
      },
    ]);
  });

  it('go with the versions that they describe', async () => {
    const storage = open({ attributes: noAttributes });
    for (const version of ['1', '2', '3']) {
      await storage.put(at('key'), text(version), { metadata: { version } });
    }
    expect(await sidecars()).toHaveLength(1);
    expect((await storage.head(at('key')))?.metadata).toEqual({ version: '3' });
    await storage.put(at('key'), text('4'));
    expect(await sidecars()).toEqual([]);
    await storage.put(at('key'), text('5'), { metadata: { version: '5' } });
    await storage.delete(at('key'));
    expect(await sidecars()).toEqual([]);
  });

  it('never describe another file in the same place', async () => {
    const storage = open({ attributes: noAttributes });
    await storage.put(at('key'), text('1'), { metadata: { version: '1' } });
    await writeFile(path('other'), '2');
    await rename(path('other'), path('bucket', 'key'));
    expect((await storage.head(at('key')))?.metadata).toEqual({});
  });

  it('of a put that fails at last are removed', async () => {
    const storage = open({ attributes: noAttributes });
    await storage.put(at('a/b'), text('x'));
    const outcome = await outcomeOf(storage.put(at('a'), text('x'), { metadata: { a: 'b' } }));
    expect(outcome).toBe('INVALID_ARGUMENT');
    expect(await sidecars()).toEqual([]);
  });

  it('go along with a copy of the tree', async () => {
    const storage = open({ attributes: noAttributes });
    await storage.put(at('key'), text('x'), { metadata: { a: 'b' } });
    execFileSync('cp', ['-a', path('bucket'), path('copied')]);
    expect(await storage.head({ bucket: 'copied', key: 'key' })).toMatchObject({
      metadata: { a: 'b' },
    });
    await rm(path('copied'), { recursive: true });
  });
});

describe('createTimestamps', () => {
  it('tells a thousand versions of one millisecond apart', () => {
    const timestamp = createTimestamps(() => new Date(1_790_000_000_123));
    const stamps = Array.from({ length: 1000 }, () => Math.floor(timestamp() * 1_000_000));
    expect(new Set(stamps).size).toBe(1000);
    expect(stamps.every((stamp) => Math.floor(stamp / 1000) === 1_790_000_000_123)).toBe(true);
  });
});
