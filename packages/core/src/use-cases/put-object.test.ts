import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { collect } from '../bytes/read-stream.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { SimpleCodec } from '../../test/simple-codec.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { getObject } from './get-object.ts';
import { putObject, type PutObjectInput } from './put-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });

function put(
  engine: Engine,
  key: string,
  bytes: Uint8Array,
  options: Partial<PutObjectInput> = {},
) {
  return putObject(engine, { address: at(key), body: bufferSource(bytes), ...options });
}

async function read(engine: Engine, key: string): Promise<Uint8Array> {
  return await collect((await getObject(engine, { address: at(key) })).body);
}

describe('putObject', () => {
  it('stores the first object of a prefix as the reference and as a delta of nothing', async () => {
    const { engine, keys } = await createTestEngine();
    const bytes = release('1');
    const result = await put(engine, 'app/v1.zip', bytes);
    expect(result).toMatchObject({ stored: 'delta', size: 20_000, referenceSize: 20_000 });
    expect(result.storedSize).toBeLessThan(100);
    expect(await keys()).toEqual(['app/reference.bin', 'app/v1.zip.delta']);
    expect(await read(engine, 'app/v1.zip')).toEqual(bytes);
  });

  it('stores later objects as deltas against it', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    const result = await put(engine, 'app/v2.zip', release('2'));
    expect(result).toMatchObject({ stored: 'delta', referenceSize: 0 });
    expect(await keys()).toEqual(['app/reference.bin', 'app/v1.zip.delta', 'app/v2.zip.delta']);
    expect(await read(engine, 'app/v2.zip')).toEqual(release('2'));
  });

  it('keeps one reference per prefix, also at the root of the bucket', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'v1.zip', release('1'));
    await put(engine, 'a/v1.zip', release('1'));
    expect(await keys()).toEqual([
      'a/reference.bin',
      'a/v1.zip.delta',
      'reference.bin',
      'v1.zip.delta',
    ]);
  });

  it.each([
    ['file-type', 'app/notes.txt', 20_000, {}],
    ['too-small', 'app/v.zip', 4095, {}],
    ['asked', 'app/v.zip', 20_000, { delta: false }],
    ['key-too-long', `${'k'.repeat(1016)}.zip`, 20_000, {}],
  ] as const)('stores an object whole: %s', async (reason, key, size, options) => {
    const { engine, keys } = await createTestEngine();
    const result = await put(engine, key, noise(1, size), options);
    expect(result).toMatchObject({ stored: 'direct', reason, storedSize: size });
    expect(await keys()).toEqual([key]);
    expect(await read(engine, key)).toEqual(noise(1, size));
  });

  it('gives a delta up that does not pay, and says so', async () => {
    const { engine, events, keys } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    const result = await put(engine, 'app/other.zip', noise(7));
    expect(result).toMatchObject({ stored: 'direct', reason: 'ratio' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'delta-abandoned' }));
    expect(await keys()).toContain('app/other.zip');
    expect(await read(engine, 'app/other.zip')).toEqual(noise(7));
  });

  it('stores a name of ours always as a delta, whatever its type, size and ratio', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    for (const name of ['reference.bin', 'x.delta', 'v1.zip.delta']) {
      await put(engine, `app/${name}`, noise(3, 50), { delta: false });
      expect(await read(engine, `app/${name}`)).toEqual(noise(3, 50));
    }
    expect(await keys()).toEqual([
      'app/reference.bin',
      'app/reference.bin.delta',
      'app/v1.zip.delta',
      'app/v1.zip.delta.delta',
      'app/x.delta.delta',
    ]);
    expect(await read(engine, 'app/v1.zip')).toEqual(release('1'));
  });

  it.each(['', '.deltaglider/x', 'k'.repeat(1025), '\ud800x'])(
    'refuses the key "%s"',
    async (key) => {
      const { engine, keys } = await createTestEngine();
      await expect(put(engine, key, release('1'))).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
      expect(await keys()).toEqual([]);
    },
  );

  it('removes the other variant after an overwrite', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'app/keep.zip', release('1'));
    await put(engine, 'app/v.zip', release('2'));
    await put(engine, 'app/v.zip', release('3'), { delta: false });
    expect(await keys()).toEqual(['app/keep.zip.delta', 'app/reference.bin', 'app/v.zip']);
    await put(engine, 'app/v.zip', release('4'));
    expect(await keys()).toEqual(['app/keep.zip.delta', 'app/reference.bin', 'app/v.zip.delta']);
    expect(await read(engine, 'app/v.zip')).toEqual(release('4'));
  });

  it('moves the reference to the trash when a whole object replaces the last delta', async () => {
    const { engine, keys } = await createTestEngine();
    const { sha256 } = await put(engine, 'app/v.zip', release('1'));
    await put(engine, 'app/v.zip', release('1'), { delta: false });
    expect(await keys()).toEqual([`.deltaglider/trash/${sha256}/reference.bin`, 'app/v.zip']);
  });

  it('never deletes an object of another key that stands where the variant would be', async () => {
    const { engine, storage } = await createTestEngine();
    await storage.put(at('app/v.zip.delta'), bufferSource(noise(9, 10)), {
      metadata: { mine: 'yes' },
    });
    await put(engine, 'app/v.zip', noise(1, 100));
    expect(await read(engine, 'app/v.zip.delta')).toEqual(noise(9, 10));
  });

  it('stores an object whole when an object of another key has the place of its delta', async () => {
    const { engine, storage } = await createTestEngine();
    await storage.put(at('app/v.zip.delta'), bufferSource(noise(9, 10)));
    const result = await put(engine, 'app/v.zip', release('1'));
    expect(result).toMatchObject({ stored: 'direct', reason: 'blocked' });
    expect(await read(engine, 'app/v.zip.delta')).toEqual(noise(9, 10));
    expect(await read(engine, 'app/v.zip')).toEqual(release('1'));
    await storage.put(at('app/x.delta.delta'), bufferSource(noise(8, 10)));
    await expect(put(engine, 'app/x.delta', release('1'))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
  });

  it('stores an object whole when the store has no room for a reference', async () => {
    class Folder extends MemoryStorage {
      override put(...args: Parameters<MemoryStorage['put']>) {
        const isReference = args[0].key.endsWith('reference.bin');
        if (!isReference) return super.put(...args);
        return Promise.reject(new DeltaGliderError('INVALID_ARGUMENT', 'A folder has this name.'));
      }
    }
    const storage = new Folder();
    await storage.createBucket(BUCKET);
    const { engine } = await createTestEngine({ storage });
    const result = await put(engine, 'app/v.zip', release('1'));
    expect(result).toMatchObject({ stored: 'direct', reason: 'blocked' });
  });

  it('leaves no delta behind that lost its reference on the way', async () => {
    let lose = async () => undefined as unknown;
    class Losing extends MemoryStorage {
      override async put(...args: Parameters<MemoryStorage['put']>) {
        const stored = await super.put(...args);
        if (args[0].key.endsWith('.delta')) await lose();
        return stored;
      }
    }
    for (const ifAbsent of [true, undefined]) {
      const storage = new Losing();
      await storage.createBucket(BUCKET);
      const { engine } = await createTestEngine({ storage });
      const other = await createTestEngine();
      await put(other.engine, 'app/other.zip', noise(5));
      lose = async () => {
        lose = async () => undefined;
        const { body, metadata } = await other.storage.get(at('app/reference.bin'));
        await storage.put(at('app/reference.bin'), bufferSource(await collect(body)), { metadata });
      };
      const result = await put(engine, 'app/v.zip', release('1'), { ifAbsent });
      expect(result).toMatchObject({ stored: 'direct', reason: 'ratio' });
      expect(await storage.head(at('app/v.zip.delta'))).toBeUndefined();
      expect(await read(engine, 'app/v.zip')).toEqual(release('1'));
    }
  });

  it('stores an object whole when something else has the place of the reference', async () => {
    const { engine, storage, events } = await createTestEngine();
    await storage.put(at('app/reference.bin'), bufferSource(noise(9)), {});
    const result = await put(engine, 'app/v.zip', release('1'));
    expect(result).toMatchObject({ stored: 'direct', reason: 'blocked' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'reference-blocked' }));
    expect(await read(engine, 'app/reference.bin')).toEqual(noise(9));
  });

  it('stores an object whole when the codec does not give its bytes back', async () => {
    class Wrong extends SimpleCodec {
      override async *decode(...args: Parameters<SimpleCodec['decode']>) {
        for await (const chunk of super.decode(...args)) yield chunk.map((byte) => byte ^ 1);
      }
    }
    const { engine, events } = await createTestEngine({ codec: new Wrong() });
    const result = await put(engine, 'app/v.zip', release('1'));
    expect(result).toMatchObject({ stored: 'direct', reason: 'codec' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'delta-rejected' }));
    expect(await read(engine, 'app/v.zip')).toEqual(release('1'));
  });

  it('takes a stream of unknown length', async () => {
    const { engine } = await createTestEngine();
    async function* body() {
      yield release('1').subarray(0, 7);
      yield release('1').subarray(7);
    }
    await putObject(engine, { address: at('app/v.zip'), body: body() });
    expect(await read(engine, 'app/v.zip')).toEqual(release('1'));
  });

  it('reports progress up to the size of the object', async () => {
    const { engine } = await createTestEngine();
    const seen: number[] = [];
    await put(engine, 'app/v.zip', release('1'), { onProgress: (bytes) => seen.push(bytes) });
    await put(engine, 'app/v.txt', release('1'), { onProgress: (bytes) => seen.push(bytes) });
    expect(seen).toEqual([20_000, 20_000]);
  });

  it('writes the metadata that both predecessors need, and keeps the user’s own', async () => {
    const { engine, storage } = await createTestEngine();
    const result = await put(engine, 'app/v1.zip', release('1'), { metadata: { Team: 'core' } });
    await put(engine, 'app/v1.txt', noise(1, 10));
    const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
    const head = async (key: string) => (await storage.head(at(key)))?.metadata;
    expect(await head('app/reference.bin')).toEqual({
      'dg-tool': 'deltaglider/0.0.0-test',
      'dg-source-name': 'v1.zip',
      'dg-file-sha256': result.sha256,
      'dg-file-size': '20000',
      'dg-md5': md5(release('1')),
      'dg-created-at': expect.stringMatching(/^2026-01-01T00:00:\d\d\.000000Z$/) as string,
      'dg-note': 'reference',
    });
    expect(await head('app/v1.zip.delta')).toEqual({
      team: 'core',
      'dg-tool': 'deltaglider/0.0.0-test',
      'dg-original-name': 'v1.zip',
      'dg-file-sha256': result.sha256,
      'dg-file-size': '20000',
      'dg-md5': md5(release('1')),
      'dg-created-at': expect.stringMatching(/^2026-01-01T00:00:\d\d\.000000Z$/) as string,
      'dg-ref-key': 'app/reference.bin',
      'dg-ref-path': 'reference.bin',
      'dg-ref-sha256': result.sha256,
      'dg-delta-size': '8',
      'dg-note': 'zero-diff (reference identical)',
    });
    expect(await head('app/v1.txt')).toMatchObject({
      'dg-compression': 'none',
      'dg-file-size': '10',
    });
    const object = await getObject(engine, { address: at('app/v1.zip') });
    expect(object.metadata).toEqual({ team: 'core' });
    expect(object.etag).toBe(md5(release('1')));
  });

  it('refuses metadata that S3 would not keep, before anything is written', async () => {
    const { engine, keys } = await createTestEngine();
    for (const metadata of [
      { 'dg-tool': 'x' },
      { a: 'é' },
      { 'a b': 'c' },
      { a: 'x'.repeat(2000) },
    ]) {
      await expect(put(engine, 'v.txt', noise(1, 10), { metadata })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
    await expect(
      put(engine, 'app/v.zip', release('1'), { metadata: { a: 'x'.repeat(2000) } }),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await keys()).toEqual([]);
  });

  it('gives a key of 1,000 bytes, unicode and signs back', async () => {
    const { engine } = await createTestEngine();
    const keys = [
      `${'d'.repeat(500)}/${'é'.repeat(240)}.zip`,
      'a b/%41+#?.zip',
      '日本/😀.zip',
      '../x/./v.zip',
      '/lead//double/v.zip',
    ];
    for (const key of keys) {
      await put(engine, key, release(key));
      expect(await read(engine, key)).toEqual(release(key));
    }
  });

  it('honours ifAbsent and ifMatch across variants', async () => {
    const { engine } = await createTestEngine();
    const first = await put(engine, 'app/v.zip', release('1'), { ifAbsent: true });
    await expect(put(engine, 'app/v.zip', release('2'), { ifAbsent: true })).rejects.toMatchObject({
      code: 'OBJECT_EXISTS',
    });
    await expect(
      put(engine, 'app/v.zip', release('2'), { ifAbsent: true, delta: false }),
    ).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    await expect(put(engine, 'app/v.zip', release('2'), { ifMatch: 'else' })).rejects.toMatchObject(
      {
        code: 'PRECONDITION_FAILED',
      },
    );
    const second = await put(engine, 'app/v.zip', release('2'), {
      ifMatch: first.etag,
      delta: false,
    });
    await put(engine, 'app/v.zip', release('3'), { ifMatch: second.etag });
    expect(await read(engine, 'app/v.zip')).toEqual(release('3'));
  });

  it('lets exactly one of many creators win', async () => {
    const { engine } = await createTestEngine();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        put(engine, 'app/v.zip', release(String(i)), { ifAbsent: true }),
      ),
    );
    const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(await read(engine, 'app/v.zip')).toEqual(release(String(winners[0])));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        const { code } = outcome.reason as DeltaGliderError;
        expect(['OBJECT_EXISTS', 'PRECONDITION_FAILED']).toContain(code);
      }
    }
  });

  it('loses nothing when many first objects of a prefix arrive at once', async () => {
    const { engine, keys } = await createTestEngine();
    const versions = Array.from({ length: 12 }, (_, i) => String(i));
    await Promise.all(versions.map((v) => put(engine, `app/${v}.zip`, release(v))));
    for (const v of versions) expect(await read(engine, `app/${v}.zip`)).toEqual(release(v));
    expect(await keys()).toHaveLength(13);
  });
});
