import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bufferSource, collect } from '@deltaglider/core';
import { describeBucketAdminPort, describeStoragePort, rejectionOf } from '@deltaglider/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { JsonFileStorage } from '../src/json-file-storage.ts';

const root = mkdtempSync(join(tmpdir(), 'dg-json-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

let stores = 0;
const newPath = () => join(root, `${stores++}.json`);

async function create() {
  const storage = await JsonFileStorage.open(newPath());
  await storage.createBucket('bucket');
  return { storage, bucket: 'bucket', close: () => storage.close() };
}

describeStoragePort('JsonFileStorage', { create, randomRuns: 5 });

describeBucketAdminPort('JsonFileStorage', {
  create: async () => {
    const storage = await JsonFileStorage.open(newPath());
    return { admin: storage, storage, close: () => storage.close() };
  },
});

const address = { bucket: 'bucket', key: 'app/é.zip' };
const bytes = Uint8Array.of(0, 255, 10, 13, 128);

describe('a store in a JSON file', () => {
  it('has everything when it is opened again', async () => {
    const path = newPath();
    const first = await JsonFileStorage.open(path);
    await first.createBucket('bucket');
    const options = {
      metadata: { a: 'b' },
      properties: { contentType: 'application/zip' },
      tags: { t: '1' },
    };
    const put = await first.put(address, bufferSource(bytes), options);
    const buckets = await first.listBuckets();
    await first.close();
    const second = await JsonFileStorage.open(path);
    const { body, ...found } = await second.get(address);
    expect({ ...found, etag: put.etag }).toEqual(put);
    expect(await collect(body)).toEqual(bytes);
    expect(await second.getTags(address)).toEqual({ t: '1' });
    expect(await second.listBuckets()).toEqual(buckets);
    await second.close();
  });

  it('is there for one process at a time', async () => {
    const path = newPath();
    const first = await JsonFileStorage.open(path);
    expect(await rejectionOf(JsonFileStorage.open(path))).toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: `${path} is in use by process ${process.pid}.`,
    });
    await first.close();
    await (await JsonFileStorage.open(path)).close();
  });

  it('forgets what could not be written', async () => {
    const path = newPath();
    const storage = await JsonFileStorage.open(path);
    await storage.createBucket('bucket');
    const before = readFileSync(path, 'utf8');
    // A directory in the way of the new text.
    const { mkdirSync } = await import('node:fs');
    mkdirSync(`${path}.new`);
    const failure = await rejectionOf(storage.put(address, bufferSource(bytes)));
    expect(failure).toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await storage.head(address)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(before);
    rmSync(`${path}.new`, { recursive: true });
    await storage.put(address, bufferSource(bytes));
    await storage.close();
  });

  it.each(['', '{}', '{"format":"deltaglider-json/2"}'])('is not %j', async (text) => {
    const path = newPath();
    writeFileSync(path, text);
    for (let turn = 0; turn < 2; turn++) {
      expect(await rejectionOf(JsonFileStorage.open(path))).toMatchObject({
        code: 'STORAGE_FAILED',
      });
    }
  });
});
