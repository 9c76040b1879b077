import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { collect } from '../bytes/read-stream.ts';
import type { Engine } from '../engine.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { copyObject } from './copy-object.ts';
import { getObject } from './get-object.ts';
import { putObject } from './put-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });
const put = (engine: Engine, key: string, bytes: Uint8Array) =>
  putObject(engine, {
    address: at(key),
    body: bufferSource(bytes),
    metadata: { team: 'core' },
    properties: { contentType: 'application/zip' },
  });
const read = async (engine: Engine, key: string) =>
  await collect((await getObject(engine, { address: at(key) })).body);

describe('copyObject', () => {
  it('copies a delta within and between prefixes, with its metadata and properties', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await put(engine, 'app/v2.zip', release('2'));
    for (const to of ['app/copy.zip', 'else/copy.zip', 'copy.txt', 'x.delta']) {
      const result = await copyObject(engine, { from: at('app/v2.zip'), to: at(to) });
      const copy = await getObject(engine, { address: at(to) });
      expect(copy).toMatchObject({
        metadata: { team: 'core' },
        properties: { contentType: 'application/zip' },
      });
      expect(await collect(copy.body)).toEqual(release('2'));
      expect(result.stored).toBe(to === 'copy.txt' ? 'direct' : 'delta');
    }
  });

  it('lets the store copy what is whole on both sides', async () => {
    let copies = 0;
    class CountingStorage extends MemoryStorage {
      override copy(...args: Parameters<MemoryStorage['copy']>) {
        copies += 1;
        return super.copy(...args);
      }
    }
    const storage = new CountingStorage();
    await storage.createBucket(BUCKET);
    const { engine } = await createTestEngine({ storage });
    await put(engine, 'a.txt', noise(1));
    await copyObject(engine, { from: at('a.txt'), to: at('b.txt') });
    expect(copies).toBe(1);
    const copy = await getObject(engine, { address: at('b.txt') });
    expect(copy).toMatchObject({ stored: 'direct', metadata: { team: 'core' } });
    expect(await collect(copy.body)).toEqual(noise(1));
  });

  it('copies between stores', async () => {
    const here = await createTestEngine();
    const there = await createTestEngine();
    await put(there.engine, 'app/v1.zip', release('1'));
    await copyObject(here.engine, {
      from: at('app/v1.zip'),
      to: at('app/v1.zip'),
      source: there.engine,
    });
    expect(await read(here.engine, 'app/v1.zip')).toEqual(release('1'));
    expect(await here.keys()).toEqual(['app/reference.bin', 'app/v1.zip.delta']);
  });

  it('replaces the other variant at the destination', async () => {
    const { engine, keys } = await createTestEngine();
    await putObject(engine, {
      address: at('a.zip'),
      body: bufferSource(release('1')),
      delta: false,
    });
    await put(engine, 'b.zip', release('2'));
    await copyObject(engine, { from: at('a.zip'), to: at('b.zip'), delta: false });
    expect(await read(engine, 'b.zip')).toEqual(release('1'));
    expect((await keys()).filter((key) => !key.startsWith('.'))).toEqual(['a.zip', 'b.zip']);
  });

  it('refuses what cannot be copied', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'a.zip', release('1'));
    await expect(copyObject(engine, { from: at('a.zip'), to: at('a.zip') })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(copyObject(engine, { from: at('none'), to: at('b') })).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
    await copyObject(engine, { from: at('a.zip'), to: at('a.zip'), metadata: { new: 'yes' } });
    const copy = await getObject(engine, { address: at('a.zip') });
    expect(copy.metadata).toEqual({ new: 'yes' });
    expect(await collect(copy.body)).toEqual(release('1'));
  });
});
