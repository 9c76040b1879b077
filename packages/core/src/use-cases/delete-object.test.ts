import { describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, noise, release } from '../../test/create-test-engine.ts';
import { bufferSource } from '../bytes/buffer-source.ts';
import type { Engine } from '../engine.ts';
import { deleteObject } from './delete-object.ts';
import { headObject } from './head-object.ts';
import { putObject } from './put-object.ts';

const at = (key: string) => ({ bucket: BUCKET, key });
const put = (engine: Engine, key: string, bytes: Uint8Array) =>
  putObject(engine, { address: at(key), body: bufferSource(bytes) });

describe('deleteObject', () => {
  it('keeps the reference while a delta needs it, and trashes it with the last one', async () => {
    const { engine, keys } = await createTestEngine();
    const { sha256 } = await put(engine, 'app/v1.zip', release('1'));
    await put(engine, 'app/v2.zip', release('2'));
    expect(await deleteObject(engine, { address: at('app/v1.zip') })).toEqual({
      deleted: true,
      referenceRemoved: false,
    });
    expect(await keys()).toEqual(['app/reference.bin', 'app/v2.zip.delta']);
    expect(await deleteObject(engine, { address: at('app/v2.zip') })).toEqual({
      deleted: true,
      referenceRemoved: true,
    });
    expect(await keys()).toEqual([`.deltaglider/trash/${sha256}/reference.bin`]);
  });

  it('is not misled by whole objects, sub-directories and siblings with a longer name', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'v1/a.zip', release('1'));
    await put(engine, 'v1/notes.txt', noise(1, 10));
    await put(engine, 'v1/sub/a.zip', release('1'));
    await put(engine, 'v10/a.zip', release('1'));
    await deleteObject(engine, { address: at('v1/a.zip') });
    expect((await keys()).filter((key) => !key.startsWith('.'))).toEqual([
      'v1/notes.txt',
      'v1/sub/a.zip.delta',
      'v1/sub/reference.bin',
      'v10/a.zip.delta',
      'v10/reference.bin',
    ]);
  });

  it('calls an absent object a success', async () => {
    const { engine } = await createTestEngine();
    expect(await deleteObject(engine, { address: at('none.zip') })).toEqual({
      deleted: false,
      referenceRemoved: false,
    });
  });

  it('never deletes a reference by its name', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await expect(deleteObject(engine, { address: at('app/reference.bin') })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('deltas beside it need') as string,
    });
    expect(await keys()).toContain('app/reference.bin');
  });

  it('deletes a user’s object that has a name of ours', async () => {
    const { engine, storage, keys } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await put(engine, 'app/reference.bin', noise(1));
    await storage.put(at('app/x.delta'), bufferSource(noise(2)));
    await deleteObject(engine, { address: at('app/reference.bin') });
    await deleteObject(engine, { address: at('app/x.delta') });
    expect(await keys()).toEqual(['app/reference.bin', 'app/v1.zip.delta']);
  });

  it('deletes both variants when there are twins', async () => {
    const { engine, storage, keys } = await createTestEngine();
    await put(engine, 'app/v.zip', release('1'));
    await storage.put(at('app/v.zip'), bufferSource(release('2')));
    await deleteObject(engine, { address: at('app/v.zip') });
    expect((await keys()).filter((key) => !key.startsWith('.'))).toEqual([]);
  });

  it('deletes only the object that was meant, in either variant', async () => {
    const { engine, keys } = await createTestEngine();
    for (const key of ['app/v.zip', 'notes.txt']) {
      const { etag } = await put(engine, key, release('1'));
      await put(engine, key, release('2'));
      const deleting = deleteObject(engine, { address: at(key), ifMatch: etag });
      await expect(deleting).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
      const now = await headObject(engine, { address: at(key) });
      await deleteObject(engine, { address: at(key), ifMatch: now?.etag });
      const again = await deleteObject(engine, { address: at(key), ifMatch: now?.etag });
      expect(again.deleted).toBe(false);
    }
    expect((await keys()).filter((key) => !key.startsWith('.'))).toEqual([]);
  });

  it('starts a deltaspace anew after its reference went to the trash', async () => {
    const { engine, keys } = await createTestEngine();
    await put(engine, 'app/v1.zip', release('1'));
    await deleteObject(engine, { address: at('app/v1.zip') });
    const result = await put(engine, 'app/other.zip', noise(5));
    expect(result).toMatchObject({ stored: 'delta', referenceSize: 20_000 });
    expect(await keys()).toContain('app/reference.bin');
  });
});
