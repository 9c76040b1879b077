import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import { compareUtf8 } from '../bytes/compare-utf8.ts';
import type { Engine } from '../engine.ts';
import { rollUp } from '../listing/roll-up.ts';
import { MemoryStorage } from '../memory/memory-storage.ts';
import { listObjects, type ListObjectsInput } from './list-objects.ts';
import { putObject } from './put-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });
const put = (engine: Engine, key: string, bytes: Uint8Array, delta?: boolean) =>
  putObject(engine, { address: at(key), body: bufferSource(bytes), delta });

async function list(engine: Engine, input: Partial<ListObjectsInput> = {}) {
  const entries: string[] = [];
  for await (const entry of listObjects(engine, { bucket: BUCKET, ...input }))
    entries.push(entry.key);
  return entries;
}

describe('listObjects', () => {
  it('shows logical keys, sizes, times and ETags, and nothing of ours', async () => {
    const { engine } = await createTestEngine();
    const result = await put(engine, 'app/v1.zip', release('1'));
    await put(engine, 'gone/v.zip', release('1'));
    const { deleteObject } = await import('./delete-object.ts');
    await deleteObject(engine, { address: at('gone/v.zip') });
    const entries = [];
    for await (const entry of listObjects(engine, { bucket: BUCKET })) entries.push(entry);
    expect(entries).toEqual([
      {
        type: 'object',
        key: 'app/v1.zip',
        size: 20_000,
        storedSize: result.storedSize,
        stored: 'delta',
        etag: result.etag,
        lastModified: result.lastModified,
        sha256: result.sha256,
      },
    ]);
  });

  it('sorts by the logical key where the suffix would sort otherwise', async () => {
    const { engine } = await createTestEngine();
    for (const key of [
      'app.jar',
      'app.jar.asc',
      'app.jar-1',
      'app',
      'app.jar.delta',
      'app.jar.zip',
    ]) {
      await put(engine, key, release(key));
    }
    expect(await list(engine)).toEqual([
      'app',
      'app.jar',
      'app.jar-1',
      'app.jar.asc',
      'app.jar.delta',
      'app.jar.zip',
    ]);
  });

  it('hides .deltaglider from common prefixes', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'v.zip', release('1'));
    await put(engine, 'v.zip', release('1'), false);
    expect(await list(engine, { delimiter: '/' })).toEqual(['v.zip']);
  });

  it('lists a prefix that ends inside the suffix without what only looks like it', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'x.jar', release('1'));
    await put(engine, 'x.jar.delphi', noise(1));
    expect(await list(engine, { prefix: 'x.jar.del' })).toEqual(['x.jar.delphi']);
  });

  it('asks the store where the window ends before a late delta', async () => {
    const { engine, storage } = await createTestEngine();
    for (let i = 0; i < 1500; i++) {
      await storage.put(at(`app-${String(i).padStart(4, '0')}`), bufferSource(noise(1, 1)));
    }
    await put(engine, 'app', release('1'), false);
    await put(engine, 'app.zip', release('1'));
    await storage.delete(at('app'));
    await storage.copy(at('app.zip.delta'), at('app.delta'));
    const keys = await list(engine);
    expect(keys).toHaveLength(1502);
    expect(keys[0]).toBe('app');
    expect(keys.at(-1)).toBe('app.zip');
  });

  it('stops reading when its consumer stops, and fails for a missing bucket', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'a.zip', release('1'));
    await put(engine, 'b.zip', release('1'));
    for await (const entry of listObjects(engine, { bucket: BUCKET })) {
      expect(entry.key).toBe('a.zip');
      break;
    }
    await expect(list(engine, { bucket: 'none' })).rejects.toMatchObject({
      code: 'BUCKET_NOT_FOUND',
    });
  });

  it('agrees with a sorted set of logical keys, whatever the keys and the options', async () => {
    const part = fc.constantFrom('a', 'b', '-', '.', '/', '.delta', '.d', ' ', '!', '0', 'é', '😀');
    const key = fc
      .array(part, { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(''))
      .filter((text) => !text.startsWith('.deltaglider/'));
    const options = fc.record({
      prefix: fc.oneof(fc.constant(''), key),
      delimiter: fc.constantFrom(undefined, '/', '.', '-'),
      startAfter: fc.oneof(fc.constant(undefined), key),
    });
    const objects = fc.uniqueArray(fc.record({ key, delta: fc.boolean() }), {
      selector: (object) => object.key,
      maxLength: 14,
    });
    const policy = { deltaSuffixes: [''], minSize: 0 };
    await fc.assert(
      fc.asyncProperty(objects, options, async (stored, input) => {
        const storage = new MemoryStorage();
        await storage.createBucket(BUCKET);
        const { engine } = await createTestEngine({ storage, policy });
        for (const object of stored) await put(engine, object.key, release('1', 64), object.delta);
        const keys = stored.map((object) => object.key).sort(compareUtf8);
        const expected = [
          ...rollUp(
            keys.filter((k) => k.startsWith(input.prefix)),
            input,
          ),
        ]
          .map((entry) => entry.key)
          .filter((k) => input.startAfter === undefined || compareUtf8(k, input.startAfter) > 0);
        expect(await list(engine, input)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});
