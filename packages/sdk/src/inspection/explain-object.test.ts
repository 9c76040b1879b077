import { bufferSource, MemoryStorage, type Engine } from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { loseToTrash } from '../../test/broken-bucket.ts';
import { at, BUCKET, clientOf, put, unrelated, version } from '../../test/safety-engine.ts';
import { explainObject } from './explain-object.ts';

const SIZE = version(1).length;
const SHA = 'a'.repeat(64);

let storage: MemoryStorage;
let engine: Engine;
beforeEach(async () => {
  storage = new MemoryStorage({ clock: () => new Date() });
  await storage.createBucket(BUCKET);
  engine = clientOf(storage);
});

const explain = (key: string) => explainObject({ engine, address: at(key) });
const store = (key: string, metadata: Record<string, string> = {}, body = version(1)) =>
  storage.put(at(key), bufferSource(body), { metadata });

describe('explainObject', () => {
  it('tells where a delta and its reference are', async () => {
    await put(engine, 'app/v1.zip', version(1));
    await put(engine, 'app/v2.zip', version(2));
    const reference = await storage.head(at('app/reference.bin'));
    const delta = await storage.head(at('app/v2.zip.delta'));
    expect(await explain('app/v2.zip')).toEqual({
      address: at('app/v2.zip'),
      kind: 'delta',
      message: `s3://${BUCKET}/app/v2.zip is stored as a delta against s3://${BUCKET}/app/reference.bin.`,
      physicalKey: 'app/v2.zip.delta',
      size: version(2).length,
      storedSize: delta?.size,
      sha256: delta?.metadata['dg-file-sha256'],
      md5: delta?.metadata['dg-md5'],
      createdAt: expect.any(Date) as Date,
      storedAt: delta?.lastModified,
      tool: 'deltaglider/0.0.0-test',
      note: 'delta',
      delta: {
        codec: 'xdelta3',
        ratio: (delta?.size ?? 0) / version(2).length,
        reference: {
          sha256: reference?.metadata['dg-file-sha256'],
          key: 'app/reference.bin',
          size: SIZE,
          state: 'standing',
        },
      },
      whole: undefined,
      problem: undefined,
    });
  });

  it('tells a reference from an object that is called like one', async () => {
    await put(engine, 'app/v1.zip', version(1));
    const reference = await explain('app/reference.bin');
    expect(reference).toMatchObject({
      kind: 'reference',
      physicalKey: 'app/reference.bin',
      size: SIZE,
      tool: 'deltaglider/0.0.0-test',
      createdAt: expect.any(Date) as Date,
      problem: undefined,
    });
    await put(engine, 'app/reference.bin', version(2));
    expect(await explain('app/reference.bin')).toMatchObject({
      kind: 'delta',
      physicalKey: 'app/reference.bin.delta',
    });
  });

  it.each([
    ['file-type', 'notes.txt', SIZE, 'A name like notes.txt is not of a type'],
    ['too-small', 'small.zip', 100, 'fewer than 4096 bytes'],
    ['key-too-long', `${'k'.repeat(1015)}.zip`, SIZE, 'Its key is too long'],
    ['unknown', 'other.zip', SIZE, 'would have been 0.5 of its size or more'],
  ])('tells why an object is whole: %s', async (reason, key, size, message) => {
    await put(engine, key, version(1).slice(0, size), false);
    expect(await explain(key)).toMatchObject({
      kind: 'whole',
      physicalKey: key,
      size,
      storedSize: size,
      delta: undefined,
      whole: { reason, message: expect.stringContaining(message) as string },
    });
  });

  it('tells what another tool has written, whatever its metadata resembles', async () => {
    await store('theirs.zip', { tool: 'hammer', note: 'delta' });
    expect(await explain('theirs.zip')).toMatchObject({
      kind: 'foreign',
      size: SIZE,
      sha256: undefined,
      tool: undefined,
      note: undefined,
      whole: undefined,
      problem: undefined,
    });
  });

  it('passes on what a predecessor remarked', async () => {
    await store('proxied.zip', {
      'dg-tool': 'deltaglider_proxy/1.19.0',
      'dg-file-sha256': SHA,
      'dg-note': 'passthrough',
    });
    expect(await explain('proxied.zip')).toMatchObject({
      kind: 'whole',
      tool: 'deltaglider_proxy/1.19.0',
      note: 'passthrough',
    });
  });

  it('says what is wrong with metadata that does not let an object be read', async () => {
    await put(engine, 'app/v1.zip', version(1));
    const { metadata } = (await storage.head(at('app/v1.zip.delta'))) ?? { metadata: {} };
    await store('app/v1.zip.delta', { ...metadata, 'dg-ref-sha256': 'x' });
    expect(await explain('app/v1.zip')).toMatchObject({
      kind: 'damaged',
      physicalKey: 'app/v1.zip.delta',
      size: undefined,
      problem: { message: expect.stringContaining('dg-ref-sha256 is not valid') as string },
    });
  });

  it('says that only the proxy can read what it encrypted', async () => {
    await store('secret.zip', {
      'dg-tool': 'deltaglider_proxy/1.19.0',
      'dg-file-sha256': SHA,
      'dg-note': 'passthrough',
      'user-dg-encrypted': 'aes-256-gcm-v1',
    });
    expect((await explain('secret.zip')).problem?.message).toContain('aes-256-gcm-v1');
  });

  it('says that nobody here knows the codec', async () => {
    await put(engine, 'app/v1.zip', version(1));
    const { metadata } = (await storage.head(at('app/v1.zip.delta'))) ?? { metadata: {} };
    await store('app/v1.zip.delta', { ...metadata, 'dg-codec': 'zeta' });
    expect(await explain('app/v1.zip')).toMatchObject({
      delta: { codec: 'zeta' },
      problem: { message: 'Its codec "zeta" is not known here.' },
    });
  });

  it('has no ratio for an empty object', async () => {
    await put(engine, 'app/v1.zip', version(1));
    const { metadata } = (await storage.head(at('app/v1.zip.delta'))) ?? { metadata: {} };
    await store('app/v1.zip.delta', { ...metadata, 'dg-file-size': '0' });
    expect((await explain('app/v1.zip')).delta?.ratio).toBeUndefined();
  });
});

describe('the reference of a delta', () => {
  beforeEach(async () => {
    await put(engine, 'app/v1.zip', version(1));
  });

  const reference = async () => {
    const { delta, problem } = await explain('app/v1.zip');
    return { ...delta?.reference, problem: problem?.message };
  };

  it('is found in the trash', async () => {
    const sha256 = await loseToTrash(storage, 'app/reference.bin');
    expect(await reference()).toMatchObject({
      state: 'trashed',
      key: `.deltaglider/trash/${sha256}/reference.bin`,
      problem: undefined,
    });
  });

  it('is found in the trash behind an object that has no digest', async () => {
    await loseToTrash(storage, 'app/reference.bin');
    await store('app/reference.bin');
    expect(await reference()).toMatchObject({ state: 'trashed', problem: undefined });
  });

  it('may be an object that has no digest', async () => {
    await store('app/reference.bin');
    expect(await reference()).toMatchObject({
      state: 'unlabelled',
      key: 'app/reference.bin',
      problem: undefined,
    });
  });

  it.each([
    ['gone', () => storage.delete(at('app/reference.bin'))],
    ['another one', () => store('app/reference.bin', { 'dg-file-sha256': SHA }, unrelated(1))],
  ])('is missing when it is %s', async (_, lose) => {
    await lose();
    expect(await reference()).toMatchObject({
      state: 'missing',
      key: 'app/reference.bin',
      size: undefined,
      problem: `Its reference is missing: it is neither at s3://${BUCKET}/app/reference.bin nor in the trash.`,
    });
  });

  it('cannot be read when the proxy has encrypted it', async () => {
    await store('app/reference.bin', {
      'dg-tool': 'deltaglider_proxy/1.19.0',
      'dg-note': 'reference',
      'user-dg-encrypted': 'aes-256-gcm-v1',
    });
    expect(await reference()).toMatchObject({
      state: 'encrypted',
      problem: expect.stringContaining('encrypted by the proxy') as string,
    });
  });
});

describe('what does not exist', () => {
  it('is an error', async () => {
    await expect(explain('none')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    await expect(explain('.deltaglider/x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('may be the place of a delta', async () => {
    await put(engine, 'app/v1.zip', version(1));
    await expect(explain('app/v1.zip.delta')).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
      details: {
        hint: `The delta of s3://${BUCKET}/app/v1.zip has this place; ask for that.`,
      },
    });
    await put(engine, 'plain', version(1), false);
    const plain = await explain('plain.delta').catch((error: unknown) => error);
    expect(plain).toMatchObject({ code: 'OBJECT_NOT_FOUND', details: { hint: undefined } });
  });
});
