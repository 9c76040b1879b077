import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { collect } from '../bytes/read-stream.ts';
import type { Engine } from '../engine.ts';
import type { StoragePort } from '../ports/storage-port.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { nameOf } from '../domain/deltaspace.ts';
import type { ObjectAddress } from '../domain/object-address.ts';
import { deleteObject } from './delete-object.ts';
import { getObject } from './get-object.ts';
import { headObject } from './head-object.ts';
import { listObjects } from './list-objects.ts';
import { putObject } from './put-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });
const put = (engine: Engine, key: string, bytes: Uint8Array) =>
  putObject(engine, { address: at(key), body: bufferSource(bytes) });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function consume(body: AsyncIterable<Uint8Array>) {
  const seen: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const chunk of body) seen.push(chunk);
  } catch (thrown) {
    error = thrown;
  }
  return { seen, error };
}

/** Rewrites the stored object in place: other bytes or other metadata. */
async function tamper(
  storage: StoragePort,
  key: string,
  change: { bytes?: (bytes: Uint8Array) => Uint8Array; metadata?: Record<string, string> },
) {
  const { body, metadata } = await storage.get(at(key));
  const bytes = await collect(body);
  await storage.put(at(key), bufferSource(change.bytes?.(bytes) ?? bytes), {
    metadata: { ...metadata, ...change.metadata },
  });
}

const flipped = (bytes: Uint8Array) =>
  bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 1 : byte));

describe('getObject', () => {
  it('describes the object as its user knows it', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    const {
      size,
      etag,
      stored,
      sha256: digest,
    } = await getObject(engine, { address: at('app/v1.zip') });
    expect({ size, stored, digest }).toEqual({
      size: 20_000,
      stored: 'delta',
      digest: sha256(release('1')),
    });
    expect(etag).toBe(createHash('md5').update(release('1')).digest('hex'));
  });

  it('gives an ETag with a dash where the MD5 is not known', async () => {
    const { engine } = await createTestEngine({ md5: undefined });
    await put(engine, 'app/v1.zip', release('1'));
    const head = await headObject(engine, { address: at('app/v1.zip') });
    expect(head?.etag).toBe(`${sha256(release('1')).slice(0, 32)}-1`);
  });

  it.each(['app/v1.zip', 'app/v1.txt'])('reads a range of %s', async (key) => {
    const { engine } = await createTestEngine();
    await put(engine, key, release('1'));
    const read = async (start: number, end: number) =>
      await collect((await getObject(engine, { address: at(key), range: { start, end } })).body);
    expect(await read(9_990, 10_010)).toEqual(release('1').subarray(9_990, 10_010));
    expect(await read(19_999, 99_999)).toEqual(release('1').subarray(19_999));
    await expect(read(20_000, 20_001)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('says which object does not exist', async () => {
    const { engine } = await createTestEngine();
    await expect(getObject(engine, { address: at('none.zip') })).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
      message: 's3://releases/none.zip does not exist.',
    });
    expect(await headObject(engine, { address: at('none.zip') })).toBeUndefined();
  });

  it('serves a foreign object as it is, also one that is called x.delta', async () => {
    const { engine, storage } = await createTestEngine();
    await storage.put(at('app/x.delta'), bufferSource(noise(1)), { metadata: { note: 'mine' } });
    const object = await getObject(engine, { address: at('app/x.delta') });
    expect(object).toMatchObject({
      stored: 'foreign',
      sha256: undefined,
      metadata: { note: 'mine' },
    });
    expect(await collect(object.body)).toEqual(noise(1));
    expect(await headObject(engine, { address: at('app/x') })).toBeUndefined();
  });

  it('gives a reference to whoever asks for it by name, checked, and the object of that name first', async () => {
    const { engine, storage } = await createTestEngine();
    const address = at('app/reference.bin');
    await put(engine, 'app/v1.zip', release('1'));
    const reference = await getObject(engine, { address });
    expect(reference).toMatchObject({ size: 20_000, sha256: sha256(release('1')), metadata: {} });
    expect(await collect(reference.body)).toEqual(release('1'));
    await put(engine, 'app/reference.bin', release('mine'));
    expect(await collect((await getObject(engine, { address })).body)).toEqual(release('mine'));
    expect(await collect((await storage.get(address)).body)).toEqual(release('1'));
  });

  it('checks the digest of a reference that is read by name', async () => {
    const { engine, storage } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await tamper(storage, 'app/reference.bin', { bytes: () => release('2') });
    const { body } = await getObject(engine, { address: at('app/reference.bin') });
    expect((await consume(body)).error).toMatchObject({ code: 'INTEGRITY_MISMATCH' });
  });

  it('leaves a reference whose metadata cannot be read to the deltas that need it', async () => {
    class TornStorage extends MemoryStorage {
      override async head(address: ObjectAddress) {
        const found = await super.head(address);
        if (found === undefined || nameOf(address.key) !== 'reference.bin') return found;
        return { ...found, metadata: {}, damage: 'its attribute is torn' };
      }
    }
    const storage = new TornStorage();
    await storage.createBucket(BUCKET);
    const { engine } = await createTestEngine({ storage });
    const metadata = { 'dg-tool': 'deltaglider/1.0.0', 'dg-note': 'reference' };
    await storage.put(at('app/reference.bin'), bufferSource(release('1')), { metadata });
    const address = at('app/reference.bin');
    await expect(headObject(engine, { address })).rejects.toMatchObject({
      code: 'METADATA_INVALID',
    });
    await expect(deleteObject(engine, { address })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    const listed = [];
    for await (const { key } of listObjects(engine, { bucket: BUCKET })) listed.push(key);
    expect(listed).toEqual([]);
  });

  it.each([
    ['whole', 'app/v1.txt', 'app/v1.txt'],
    ['delta', 'app/v2.zip', 'app/v2.zip.delta'],
  ])('never gives a complete corrupt object out: %s', async (_, key, physical) => {
    const { engine, storage } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await put(engine, key, release('2'));
    await tamper(storage, physical, { bytes: flipped });
    const { seen, error } = await consume((await getObject(engine, { address: at(key) })).body);
    expect(error).toMatchObject({ code: 'INTEGRITY_MISMATCH', details: { key } });
    expect(seen.reduce((sum, chunk) => sum + chunk.length, 0)).toBeLessThan(20_000);
  });

  it('says what is wrong with a damaged reference, and serves others', async () => {
    const { engine, storage } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await tamper(storage, 'app/reference.bin', { bytes: flipped });
    expect(await collect((await getObject(engine, { address: at('app/v1.zip') })).body)).toEqual(
      release('1'),
    );
    await engine.cache.clear();
    await expect(getObject(engine, { address: at('app/v1.zip') })).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
      message: expect.stringContaining(
        'The reference of s3://releases/app/v1.zip is damaged',
      ) as string,
    });
  });

  it('finds a lost reference in the trash by its digest, and says where it looked otherwise', async () => {
    const { engine, storage } = await createTestEngine();
    const { sha256: digest } = await put(engine, 'app/v1.zip', release('1'));
    const trash = `.deltaglider/trash/${digest}/reference.bin`;
    await storage.copy(at('app/reference.bin'), at(trash));
    await storage.delete(at('app/reference.bin'));
    await engine.cache.clear();
    expect(await collect((await getObject(engine, { address: at('app/v1.zip') })).body)).toEqual(
      release('1'),
    );
    await storage.delete(at(trash));
    await engine.cache.clear();
    await expect(getObject(engine, { address: at('app/v1.zip') })).rejects.toMatchObject({
      code: 'REFERENCE_MISSING',
      message: expect.stringContaining(
        `neither at s3://releases/app/reference.bin nor at s3://releases/${trash}`,
      ) as string,
    });
  });

  it.each([
    ['METADATA_INVALID', { 'dg-file-sha256': 'zz' }],
    ['METADATA_INVALID', { 'dg-ref-sha256': '' }],
    ['METADATA_INVALID', { 'dg-file-size': '-1' }],
    ['UNSUPPORTED', { 'dg-codec': 'future/9' }],
    ['REFERENCE_MISSING', { 'dg-ref-sha256': 'a'.repeat(64) }],
  ] as const)('answers %s to metadata %o', async (code, metadata) => {
    const { engine, storage } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await tamper(storage, 'app/v1.zip.delta', { metadata });
    await expect(getObject(engine, { address: at('app/v1.zip') })).rejects.toMatchObject({ code });
  });

  it('reads every spelling of the metadata that writers have used', async () => {
    const { engine, storage } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    const stored = await storage.head(at('app/v1.zip.delta'));
    const dashed = Object.entries(stored?.metadata ?? {}).filter(
      ([name]) => !['dg-md5', 'dg-ref-path'].includes(name),
    );
    const bare = dashed.map(([name, value]) => [name.slice(3), value] as const);
    const spellings = [
      dashed,
      dashed.map(([name, value]) => [name.replaceAll('-', '_'), value] as const),
      bare.map(([name, value]) => [name.replaceAll('-', '_'), value] as const),
      bare,
    ];
    const { body } = await storage.get(at('app/v1.zip.delta'));
    const bytes = bufferSource(await collect(body));
    for (const spelling of spellings) {
      await storage.put(at('app/v1.zip.delta'), bytes, { metadata: Object.fromEntries(spelling) });
      const object = await getObject(engine, { address: at('app/v1.zip') });
      expect(object).toMatchObject({ stored: 'delta', metadata: {} });
      expect(await collect(object.body)).toEqual(release('1'));
    }
  });

  it('does not read a user’s own metadata as ours', async () => {
    const { engine } = await createTestEngine();
    const metadata = { compression: 'none', note: 'reference', file_size: '1', ref_key: 'x' };
    await putObject(engine, {
      address: at('app/v.zip'),
      body: bufferSource(release('1')),
      metadata,
    });
    const object = await getObject(engine, { address: at('app/v.zip') });
    expect(object).toMatchObject({ stored: 'delta', size: 20_000, metadata });
  });

  it('downloads a reference once, however many readers wait', async () => {
    const { engine, events } = await createTestEngine();
    for (const v of ['1', '2', '3']) await put(engine, `app/${v}.zip`, release(v));
    await engine.cache.clear();
    const read = async (v: string) =>
      await collect((await getObject(engine, { address: at(`app/${v}.zip`) })).body);
    await Promise.all(['1', '2', '3', '1', '2', '3'].map(read));
    expect(events.filter((event) => event.type === 'reference-fetched')).toHaveLength(1);
  });

  it('does not wait beyond its own abort for somebody else’s download', async () => {
    let proceed: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (proceed = resolve));
    let asked: (() => void) | undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    class Slow extends MemoryStorage {
      override async get(...args: Parameters<MemoryStorage['get']>) {
        if (args[0].key.endsWith('reference.bin')) {
          asked?.();
          await gate;
        }
        return await super.get(...args);
      }
    }
    const storage = new Slow();
    await storage.createBucket(BUCKET);
    const { engine } = await createTestEngine({ storage });
    await put(engine, 'app/1.zip', release('1'));
    await engine.cache.clear();
    const leader = getObject(engine, { address: at('app/1.zip') });
    await isAsked;
    const controller = new AbortController();
    const waiting = getObject(engine, { address: at('app/1.zip'), signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    proceed?.();
    expect(await collect((await leader).body)).toEqual(release('1'));
  });

  it('serves the newer of two variants', async () => {
    const { engine, storage } = await createTestEngine();
    await put(engine, 'app/v.zip', release('1'));
    const { metadata } = (await storage.head(at('app/v.zip.delta'))) ?? {};
    await storage.put(at('app/v.zip'), bufferSource(release('2')), {
      metadata: {
        'dg-tool': 'x',
        'dg-file-sha256': sha256(release('2')),
        'dg-compression': 'none',
      },
    });
    const read = async () =>
      await collect((await getObject(engine, { address: at('app/v.zip') })).body);
    expect(await read()).toEqual(release('2'));
    await tamper(storage, 'app/v.zip.delta', { metadata: { ...metadata } });
    expect(await read()).toEqual(release('1'));
  });

  it('goes on when the cache does not work', async () => {
    const broken = {
      get: () => Promise.reject(new Error('cannot read')),
      put: () => Promise.reject(new Error('cannot write')),
      delete: () => Promise.reject(new Error('cannot delete')),
      clear: () => Promise.reject(new Error('cannot clear')),
    };
    const { engine, events } = await createTestEngine({ cache: broken });
    await put(engine, 'app/v1.zip', release('1'));
    await put(engine, 'app/v2.zip', release('2'));
    const { body } = await getObject(engine, { address: at('app/v2.zip') });
    expect(await collect(body)).toEqual(release('2'));
    expect(events).toContainEqual(expect.objectContaining({ type: 'cache-failed' }));
  });

  it('rejects with the reason of its signal', async () => {
    const { engine } = await createTestEngine();
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(getObject(engine, { address: at('v.zip'), signal })).rejects.toBe(reason);
  });
});
