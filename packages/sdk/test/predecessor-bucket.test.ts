import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  bufferSource,
  collect,
  deleteObject,
  getObject,
  listObjects,
  MemoryStorage,
  putObject,
  verifyObject,
} from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { fillBucket, index, logicalKeys, original, stored } from './python-tool-bucket.ts';
import { at, BUCKET, clientOf } from './safety-engine.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let storage: MemoryStorage;
beforeEach(async () => {
  storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  await fillBucket(storage, BUCKET);
});

describe('a bucket that the Python tool wrote', () => {
  it.each([
    'app-1.0.0.zip',
    'app-1.0.2.zip',
    'releases/v1/app-1.0.0.zip',
    'releases/v1/app-1.0.1.zip',
    'releases/v1/nodelta.zip',
    'releases/v1/notes.txt',
    'releases/v1/rand.zip',
    'tgz/ok/ok-1.tar.gz',
    'tgz/ok/ok-2.tar.gz',
    'tgz/bad/bad-1.tar.gz',
    'tgz/bad/bad-2.tar.gz',
  ])('gives %s back', async (key) => {
    const object = await getObject(clientOf(storage), { address: at(key) });
    const bytes = await collect(object.body);
    const expected = original(key);
    expect(sha256(bytes)).toBe(sha256(expected));
    expect(object.size).toBe(expected.length);
    expect(object.metadata).toEqual({});
  });

  it('is listed by logical keys and sizes, without anything internal', async () => {
    const entries: [string, number][] = [];
    for await (const entry of listObjects(clientOf(storage), { bucket: BUCKET })) {
      if (entry.type === 'object') entries.push([entry.key, entry.size]);
    }
    expect(entries).toEqual(logicalKeys.map((key) => [key, original(key).length]));
  });

  it('has nothing that is not valid', async () => {
    const client = clientOf(storage);
    for await (const entry of listObjects(client, { bucket: BUCKET })) {
      const result = await verifyObject(client, { address: at(entry.key) });
      expect(result, entry.key).toMatchObject({ valid: true });
    }
  });

  it('gives the raw content of a delta of decompressed data, and of others their bytes', async () => {
    const read = async (key: string) => {
      const { body } = await getObject(clientOf(storage), { address: at(key), rawContent: true });
      return await collect(body);
    };
    for (const key of ['tgz/ok/ok-2.tar.gz', 'tgz/bad/bad-1.tar.gz', 'tgz/bad/bad-2.tar.gz']) {
      const expected = gunzipSync(original(key));
      expect(sha256(await read(key)), key).toBe(sha256(expected));
    }
    for (const name of ['app-1.0.1.zip', 'notes.txt', 'nodelta.zip']) {
      expect(sha256(await read(`releases/v1/${name}`)), name).toBe(sha256(original(name)));
    }
  });

  it('checks what is not raw content by its digest all the same, and gives no part of raw content', async () => {
    const key = 'releases/v1/app-1.0.1.zip';
    const { metadata } = index.find((entry) => entry.key === `${key}.delta`) ?? { metadata: {} };
    const damaged = { ...metadata, 'dg-file-sha256': 'ab'.repeat(32) };
    const delta = bufferSource(stored(`${key}.delta`));
    await storage.put(at(`${key}.delta`), delta, { metadata: damaged });
    const { body } = await getObject(clientOf(storage), { address: at(key), rawContent: true });
    await expect(collect(body)).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    const range = { start: 0, end: 10 };
    const part = getObject(clientOf(storage), { address: at(key), rawContent: true, range });
    await expect(part).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('takes new versions as deltas against its references', async () => {
    const bytes = original('app-1.0.2.zip');
    const result = await putObject(clientOf(storage), {
      address: at('releases/v1/app-1.0.2.zip'),
      body: bufferSource(bytes),
    });
    expect(result).toMatchObject({ stored: 'delta', referenceSize: 0 });
    const { body } = await getObject(clientOf(storage), {
      address: at('releases/v1/app-1.0.2.zip'),
    });
    expect(sha256(await collect(body))).toBe(sha256(bytes));
  });

  it('loses a reference only with the last delta that needs it', async () => {
    const client = clientOf(storage);
    await deleteObject(client, { address: at('releases/v1/app-1.0.0.zip') });
    await deleteObject(client, { address: at('releases/v1/rand.zip') });
    const left = await verifyObject(client, { address: at('releases/v1/app-1.0.1.zip') });
    expect(left.valid).toBe(true);
    const last = await deleteObject(client, { address: at('releases/v1/app-1.0.1.zip') });
    expect(last.referenceRemoved).toBe(true);
  });
});
