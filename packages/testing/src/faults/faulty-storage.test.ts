import { bufferSource, collect, MemoryStorage, readStream } from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { FaultyStorage } from './faulty-storage.ts';
import { formatCall } from './storage-call.ts';

const address = { bucket: 'bucket', key: 'key' };
const ten = bufferSource(new Uint8Array(10).fill(7));

describe('FaultyStorage', () => {
  let memory: MemoryStorage;
  beforeEach(async () => {
    memory = new MemoryStorage();
    await memory.createBucket('bucket');
  });

  it('passes everything through and logs it', async () => {
    const storage = new FaultyStorage(memory);
    await storage.put(address, ten);
    await storage.copy(address, { bucket: 'bucket', key: 'copy' });
    expect(await collect((await storage.get(address)).body)).toHaveLength(10);
    for await (const entry of storage.list('bucket')) expect(entry.key).toMatch(/copy|key/);
    await storage.deleteMany('bucket', ['key', 'copy']);
    expect(storage.calls.map(formatCall)).toEqual([
      '1: put s3://bucket/key',
      '2: copy s3://bucket/key -> s3://bucket/copy',
      '3: get s3://bucket/key',
      '4: list s3://bucket/',
      '5: deleteMany s3://bucket/key,copy',
    ]);
  });

  it('fails before the effect', async () => {
    const storage = new FaultyStorage(memory, [{ call: 1, mode: 'before' }]);
    await expect(storage.put(address, ten)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await storage.head(address)).toBeUndefined();
  });

  it('fails after the effect, with the error it was given', async () => {
    const error = new Error('reset');
    const storage = new FaultyStorage(memory, [{ call: 1, mode: 'after', error }]);
    await expect(storage.put(address, ten)).rejects.toBe(error);
    expect(await storage.head(address)).toMatchObject({ size: 10 });
  });

  it('breaks the source of a put on the way', async () => {
    const storage = new FaultyStorage(memory, [{ call: 1, mode: 'during', progress: 4 }]);
    await expect(storage.put(address, ten)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await memory.head(address)).toBeUndefined();
  });

  it('breaks the body of a get after so many bytes', async () => {
    await memory.put(address, ten);
    const storage = new FaultyStorage(memory, [{ call: 1, mode: 'during', progress: 4 }]);
    const { body } = await storage.get(address);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of body) received += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(received).toBe(4);
  });

  it('breaks a listing after so many rows', async () => {
    for (const key of ['a', 'b', 'c']) await memory.put({ bucket: 'bucket', key }, ten);
    const storage = new FaultyStorage(memory, [{ call: 1, mode: 'during', progress: 2 }]);
    const seen: string[] = [];
    const listing = (async () => {
      for await (const entry of storage.list('bucket')) seen.push(entry.key);
    })();
    await expect(listing).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(seen).toEqual(['a', 'b']);
  });

  it('deletes some of many keys and loses the answer', async () => {
    for (const key of ['a', 'b', 'c']) await memory.put({ bucket: 'bucket', key }, ten);
    const storage = new FaultyStorage(memory, [{ call: 1, mode: 'during', progress: 2 }]);
    await expect(storage.deleteMany('bucket', ['a', 'b', 'c'])).rejects.toThrow('lost');
    expect(await memory.head({ bucket: 'bucket', key: 'b' })).toBeUndefined();
    expect(await memory.head({ bucket: 'bucket', key: 'c' })).toBeDefined();
  });

  it('answers nothing more once it is dead, not even to what was under way', async () => {
    await memory.put(address, ten);
    const storage = new FaultyStorage(memory, [{ call: 2, mode: 'after', dead: true }]);
    const { body } = await storage.get(address);
    await expect(storage.head(address)).rejects.toThrow('lost');
    await expect(collect(body)).rejects.toThrow('lost');
    await expect(storage.delete(address)).rejects.toThrow('lost');
    expect(await memory.head(address)).toBeDefined();
    expect(storage.calls).toHaveLength(3);
  });

  it('fails a put that was under way when the process was killed', async () => {
    const storage = new FaultyStorage(memory);
    const source = {
      size: 2,
      read: async (offset: number, length: number) => {
        storage.kill();
        return new Uint8Array(Math.min(1, length, 2 - offset));
      },
    };
    await expect(storage.put(address, source)).rejects.toThrow('lost');
    expect(await memory.head(address)).toBeUndefined();
  });

  it('keeps a source usable as a stream', async () => {
    expect(await collect(readStream(ten))).toHaveLength(10);
  });
});
