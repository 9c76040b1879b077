import { MemoryStorage, type Engine } from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, clientOf, put, unrelated, version } from '../../../test/safety-engine.ts';
import { verifyObjects } from './verify-objects.ts';
import type { VerifyEvent, VerifyObjectsOptions } from './verify-options.ts';

let storage: MemoryStorage;
let engine: Engine;

beforeEach(async () => {
  storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  engine = clientOf(storage);
});

const object = (key: string) => ({ type: 'object' as const, address: { bucket: BUCKET, key } });

async function verify(options: Partial<VerifyObjectsOptions> = {}) {
  const events: VerifyEvent[] = [];
  const source = object('');
  const observe = (event: VerifyEvent) => void events.push(event);
  const summary = await verifyObjects({ engine, source, recursive: true, observe, ...options });
  const keysOf = (type: VerifyEvent['type'], kind = 'object') =>
    events
      .filter((event) => event.type === type && event.kind === kind)
      .map((event) => (event.type === 'verified' ? event.result.address : event.address).key);
  return { events, summary, keysOf };
}

describe('verifyObjects', () => {
  it('does not trust what only this machine has', async () => {
    for (const seed of [1, 2]) await put(engine, `app/${seed}.zip`, version(seed));
    await put(engine, 'notes.txt', unrelated(1));
    await storage.delete({ bucket: BUCKET, key: 'app/reference.bin' });
    const { summary } = await verify();
    expect(summary).toMatchObject({ valid: 1, damaged: 2, failed: 0, bytes: 8000 });
  });

  it('misses a single object that is absent', async () => {
    await expect(verify({ source: object('none'), recursive: false })).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
  });

  it('reads a single delta and its reference, and nothing else', async () => {
    for (const seed of [1, 2]) await put(engine, `app/${seed}.zip`, version(seed));
    const { summary, keysOf } = await verify({ source: object('app/2.zip'), recursive: false });
    expect(keysOf('verified')).toEqual(['app/2.zip']);
    expect(keysOf('verified', 'reference')).toEqual(['app/reference.bin']);
    const sizes = ['app/2.zip.delta', 'app/reference.bin'].map(async (key) => {
      return (await storage.head({ bucket: BUCKET, key }))?.size ?? NaN;
    });
    const [delta = NaN, reference = NaN] = await Promise.all(sizes);
    expect(summary.bytesRead).toBe(delta + reference);
  });

  it('reads each reference once, however many deltas need it', async () => {
    for (let seed = 0; seed < 9; seed++) await put(engine, `app/${seed}.zip`, version(seed));
    const watched = new FaultyStorage(storage);
    const { keysOf } = await verify({ engine: clientOf(watched), concurrency: 3 });
    const reads = watched.calls.filter(
      (call) => call.method === 'get' && call.key === 'app/reference.bin',
    );
    expect(reads).toHaveLength(1);
    expect(keysOf('verified', 'reference')).toEqual(['app/reference.bin']);
  });

  it('leaves out what filters leave out, but not the reference that the rest needs', async () => {
    for (const seed of [1, 2]) await put(engine, `app/${seed}.zip`, version(seed));
    await put(engine, 'other/1.zip', version(1));
    const filters = [
      { type: 'exclude', pattern: '*' },
      { type: 'include', pattern: 'app/1.zip' },
    ] as const;
    const { keysOf } = await verify({ filters });
    expect(keysOf('verified')).toEqual(['app/1.zip']);
    expect(keysOf('verified', 'reference')).toEqual(['app/reference.bin']);
  });

  it('goes on after what the store does not give', async () => {
    await put(engine, 'a.txt', unrelated(1));
    await put(engine, 'b.txt', unrelated(2));
    const faulty = new FaultyStorage(storage);
    const get = faulty.get.bind(faulty);
    faulty.get = async (address, options) => {
      if (address.key === 'a.txt') throw new Error('The line is dead.');
      return await get(address, options);
    };
    const { summary, keysOf } = await verify({ engine: clientOf(faulty) });
    expect(keysOf('error')).toEqual(['a.txt']);
    expect(summary).toMatchObject({ valid: 1, failed: 1, damaged: 0 });
  });
});

describe('a bound on what is read', () => {
  beforeEach(async () => {
    for (const seed of [1, 2, 3]) await put(engine, `notes/${seed}.txt`, unrelated(seed));
  });

  it('holds, and what was left is told', async () => {
    const { summary, keysOf } = await verify({ maxBytes: 16_000 });
    expect(summary).toMatchObject({ valid: 2, left: 1, leftBytes: 8000, bytesRead: 16_000 });
    expect(keysOf('left')).toEqual(['notes/3.txt']);
  });

  it('leaves what is too large, and takes what is behind it', async () => {
    await put(engine, 'a.txt', new Uint8Array(50_000));
    const { summary, keysOf } = await verify({ maxBytes: 24_000 });
    expect(keysOf('left')).toEqual(['a.txt']);
    expect(summary).toMatchObject({ valid: 3, left: 1, leftBytes: 50_000 });
  });

  it('counts the reference of a delta', async () => {
    await put(engine, 'app/1.zip', version(1));
    await put(engine, 'app/2.zip', version(2));
    const { summary, keysOf } = await verify({ source: object('app'), maxBytes: 7_000 });
    expect(keysOf('left')).toEqual(['app/1.zip', 'app/2.zip']);
    expect(keysOf('left', 'reference')).toEqual(['app/reference.bin']);
    expect(summary).toMatchObject({ valid: 0, left: 2, bytesRead: 0 });
  });
});
