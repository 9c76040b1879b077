import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bufferSource } from '@deltaglider/core';
import { expect, it, onTestFinished } from 'vitest';
import { FsStorage } from '../src/fs-storage.ts';
import { extendedAttributes } from '../src/metadata/extended-attributes.ts';

it('tells in a listing that the metadata of a file was set behind its back', async () => {
  const root = await mkdtemp(join(tmpdir(), 'storage-fs-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const storage = new FsStorage({ root });
  await storage.createBucket('bucket');
  await storage.put({ bucket: 'bucket', key: 'key' }, bufferSource(new Uint8Array(5)));
  const list = async () => {
    for await (const row of storage.list('bucket')) if (row.type === 'object') return row;
    return undefined;
  };
  const before = await list();
  let after = before;
  // The clock of a file system stands still for some milliseconds.
  for (let i = 0; i < 2000 && after?.revision === before?.revision; i++) {
    await extendedAttributes.write(join(root, 'bucket', 'key'), `{"${i}":{}}`);
    after = await list();
  }
  expect(after?.etag).toBe(before?.etag);
  expect(after?.revision).not.toBe(before?.revision);
});
