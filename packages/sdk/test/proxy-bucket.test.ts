import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bufferSource,
  collect,
  copyObject,
  deleteObject,
  getObject,
  headObject,
  listObjects,
  MemoryStorage,
  putObject,
  verifyObject,
} from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { at, BUCKET, clientOf } from './safety-engine.ts';

const FIXTURES = join(import.meta.dirname, '../../../tooling/fixtures');

interface IndexEntry {
  readonly key: string;
  readonly body: { readonly original?: string; readonly base64?: string };
  readonly metadata: Record<string, string>;
}

const original = (name: string) =>
  new Uint8Array(readFileSync(join(FIXTURES, 'python-tool-bucket/originals', name)));
const digest = (algorithm: string, bytes: Uint8Array) =>
  createHash(algorithm).update(bytes).digest('hex');
const index = JSON.parse(
  readFileSync(join(FIXTURES, 'proxy-bucket/index.json'), 'utf8'),
) as IndexEntry[];
const notes = new TextEncoder().encode('first light\n');
const [v0, v1, v2] = ['app-1.0.0.zip', 'app-1.0.1.zip', 'app-1.0.2.zip'].map(original) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

const NOW = new Date('2026-11-01T00:00:00Z');
const CREATED = new Date('2026-10-05T06:07:08.123Z');

let storage: MemoryStorage;
beforeEach(async () => {
  storage = new MemoryStorage({ clock: () => NOW });
  await storage.createBucket(BUCKET);
  const properties = { contentType: 'application/octet-stream' };
  for (const { key, body, metadata } of index) {
    const bytes = body.original
      ? original(body.original)
      : new Uint8Array(Buffer.from(body.base64 ?? '', 'base64'));
    await storage.put(at(key), bufferSource(bytes), { metadata, properties });
  }
});

async function listed(): Promise<Map<string, { size: number; etag: string; stored: string }>> {
  const entries = new Map<string, { size: number; etag: string; stored: string }>();
  for await (const entry of listObjects(clientOf(storage), { bucket: BUCKET })) {
    if (entry.type === 'object') entries.set(entry.key, entry);
  }
  return entries;
}

describe('a bucket that the proxy wrote', () => {
  it.each([
    ['app.zip', v0],
    ['old/app.zip', v1],
    ['old/notes.txt', notes],
    ['releases/app-1.0.0.zip', v0],
    ['releases/app-1.0.1.zip', v1],
    ['releases/app-1.0.2.zip', v2],
    ['releases/notes.txt', notes],
    ['releases/reference.bin', v0],
    ['replicas/large.iso', notes],
  ])('gives %s back', async (key, expected) => {
    const object = await getObject(clientOf(storage), { address: at(key) });
    expect(Buffer.compare(await collect(object.body), expected)).toBe(0);
    expect(object.size).toBe(expected.length);
    const verified = await verifyObject(clientOf(storage), { address: at(key) });
    expect(verified.valid).toBe(true);
  });

  it('describes a delta as its user knows it', async () => {
    const object = await headObject(clientOf(storage), { address: at('releases/app-1.0.1.zip') });
    expect(object).toMatchObject({
      etag: `${digest('md5', new TextEncoder().encode('parts'))}-3`,
      lastModified: CREATED,
      properties: { contentType: 'application/zip' },
      sha256: digest('sha256', v1),
    });
    expect(object?.metadata).toEqual({ owner: 'me' });
  });

  it('takes the MD5 for the ETag, and the store’s time where the recorded one is not a time', async () => {
    const object = await headObject(clientOf(storage), { address: at('releases/app-1.0.2.zip') });
    expect(object).toMatchObject({
      etag: digest('md5', v2),
      lastModified: NOW,
      properties: { contentType: 'application/octet-stream' },
    });
  });

  it('describes a whole object with the Content-Type and metadata that its user gave', async () => {
    const object = await headObject(clientOf(storage), { address: at('releases/notes.txt') });
    expect(object).toMatchObject({ stored: 'direct', properties: { contentType: 'text/plain' } });
    expect(object?.metadata).toEqual({ owner: 'me' });
  });

  it('serves a copy that has no digest yet as it is, and calls it ours', async () => {
    const address = at('replicas/large.iso');
    const object = await headObject(clientOf(storage), { address });
    expect(object).toMatchObject({ stored: 'direct', sha256: undefined, metadata: {} });
  });

  it('says what a delta without a digest lacks', async () => {
    const address = at('replicas/lost.zip');
    await expect(getObject(clientOf(storage), { address })).rejects.toMatchObject({
      code: 'METADATA_INVALID',
      message:
        `s3://${BUCKET}/replicas/lost.zip cannot be restored from its metadata: it does not say what the ` +
        'SHA-256 of its content is (dg-file-sha256 is missing or empty).',
    });
  });

  it('is listed by logical keys, sizes and ETags, without references', async () => {
    const entries = await listed();
    const logical = index
      .filter(({ key }) => !key.endsWith('reference.bin'))
      .map(({ key }) => key.replace(/\.delta$/, ''));
    expect([...entries.keys()]).toEqual(logical.sort());
    for (const key of ['app.zip', 'old/app.zip', 'releases/app-1.0.1.zip', 'old/notes.txt']) {
      const object = await headObject(clientOf(storage), { address: at(key) });
      expect(entries.get(key)).toMatchObject({ size: object?.size, etag: object?.etag });
    }
  });

  it.each([
    ['secret/app.zip', 'aes-256-gcm-v1'],
    ['secret/notes.txt', 'aes-256-gcm-chunked-v1'],
    ['secret/reference.bin', 'aes-256-gcm-v1'],
    ['secret/plain.zip', 'aes-256-gcm-v1'],
  ])('never hands out the encrypted bytes of %s', async (key, encryption) => {
    const client = clientOf(storage);
    const expected = {
      code: 'UNSUPPORTED',
      message: expect.stringContaining(`is encrypted by the proxy (${encryption})`) as string,
      details: { hint: 'Read it through the proxy, which has the key.' },
    };
    await expect(getObject(client, { address: at(key) })).rejects.toMatchObject(expected);
    const copy = copyObject(client, { from: at(key), to: at('copy.txt'), delta: false });
    await expect(copy).rejects.toMatchObject(expected);
    const verified = await verifyObject(client, { address: at(key) });
    expect(verified).toMatchObject({ valid: false, error: expected });
  });

  it('stores no delta against an encrypted reference, and never removes that', async () => {
    const client = clientOf(storage);
    const address = at('secret/app.zip');
    const result = await putObject(client, { address, body: bufferSource(v2) });
    expect(result).toMatchObject({ stored: 'direct', reason: 'blocked' });
    await deleteObject(client, { address });
    await deleteObject(client, { address: at('secret/plain.zip') });
    expect(await storage.head(at('secret/reference.bin'))).toBeDefined();
  });

  it('takes new versions as deltas against its references', async () => {
    const address = at('releases/app-1.0.3.zip');
    const result = await putObject(clientOf(storage), { address, body: bufferSource(v2) });
    expect(result).toMatchObject({ stored: 'delta', referenceSize: 0 });
    const { body } = await getObject(clientOf(storage), { address });
    expect(Buffer.compare(await collect(body), v2)).toBe(0);
  });

  it.each([
    ['releases/app-1.0.1.zip', 'elsewhere/app.zip', v1],
    ['releases/app-1.0.1.zip', 'elsewhere/app.dat', v1],
    ['releases/notes.txt', 'elsewhere/notes.txt', notes],
  ])('copies %s to %s with what its user gave', async (from, to, bytes) => {
    const client = clientOf(storage);
    const source = await headObject(client, { address: at(from) });
    await copyObject(client, { from: at(from), to: at(to) });
    const copy = await getObject(client, { address: at(to) });
    expect(Buffer.compare(await collect(copy.body), bytes)).toBe(0);
    expect(copy).toMatchObject({ metadata: source?.metadata, properties: source?.properties });
  });

  it('copies a reference by its name to another one', async () => {
    const client = clientOf(storage);
    await copyObject(client, { from: at('releases/reference.bin'), to: at('elsewhere/seed.dat') });
    const copy = await getObject(client, { address: at('elsewhere/seed.dat') });
    expect(copy).toMatchObject({ stored: 'direct', metadata: {} });
    expect(Buffer.compare(await collect(copy.body), v0)).toBe(0);
    expect([...(await listed()).keys()]).toContain('elsewhere/seed.dat');
  });

  it('loses a reference only with the last delta that needs it', async () => {
    const client = clientOf(storage);
    const gone = async (name: string) =>
      (await deleteObject(client, { address: at(`releases/${name}`) })).referenceRemoved;
    expect(await gone('app-1.0.0.zip')).toBe(false);
    expect(await gone('app-1.0.1.zip')).toBe(false);
    expect(await gone('app-1.0.2.zip')).toBe(true);
  });
});
