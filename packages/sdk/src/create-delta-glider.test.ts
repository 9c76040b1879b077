import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import {
  bufferSource,
  collect,
  MemoryStorage,
  type ByteStream,
  type DeltaCodecPort,
} from '@deltaglider/core';
import { randomBytes } from '@deltaglider/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeltaGlider } from './create-delta-glider.ts';
import { createRegistry } from './registry.ts';

let root: string;
let store: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-sdk-'));
  store = pathToFileURL(join(root, 'store')).href;
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const address = { bucket: 'releases', key: 'app/v1.zip' };
const settings = () => ({ store, cache: { directory: join(root, 'cache') } });

describe('createDeltaGlider', () => {
  it('keeps what it stored for the next one', async () => {
    const bytes = randomBytes(1, 50_000);
    const first = await createDeltaGlider(settings());
    await first.buckets.createBucket('releases');
    await first.put({ address, body: bufferSource(bytes) });
    await first.close();
    const second = await createDeltaGlider(settings());
    expect(await collect((await second.get({ address })).body)).toEqual(bytes);
    expect(await second.head({ address })).toMatchObject({ stored: 'delta', size: 50_000 });
    await second.close();
  });

  it('stops its workers when it is closed', async () => {
    const workers: Worker[] = [];
    const listener = (worker: Worker) => workers.push(worker);
    process.on('worker', listener);
    const glider = await createDeltaGlider(settings());
    await glider.buckets.createBucket('releases');
    await glider.put({ address, body: bufferSource(randomBytes(1, 600_000)) });
    process.off('worker', listener);
    expect(workers.length).toBeGreaterThan(0);
    const ended = Promise.all(
      workers.filter((worker) => worker.threadId !== -1).map((worker) => once(worker, 'exit')),
    );
    await glider.close();
    await ended;
  });

  it.each([
    ['INVALID_ARGUMENT', { store: 'nowhere' }],
    ['UNSUPPORTED', { store: 'ftp://host/path' }],
    ['INVALID_ARGUMENT', { codec: 'none' }],
    ['INVALID_ARGUMENT', { maxRatio: 0 }],
  ])('says %s to %j', async (code, options) => {
    await expect(createDeltaGlider({ ...settings(), ...options })).rejects.toMatchObject({ code });
  });

  it('takes codecs and backends from a registry', async () => {
    const registry = createRegistry();
    const plain: DeltaCodecPort = {
      name: 'plain',
      encode: (_, target) => target,
      decode: (_, delta) => delta,
    };
    registry.registerCodec('plain', async () => plain);
    const options = { ...settings(), registry, codec: 'plain', maxRatio: 1 };
    const glider = await createDeltaGlider(options);
    await glider.buckets.createBucket('releases');
    // A name of ours is stored as a delta, however large that is.
    const odd = { bucket: 'releases', key: 'x.delta' };
    await glider.put({ address: odd, body: bufferSource(randomBytes(1, 9_000)) });
    expect((await glider.head({ address: odd }))?.delta?.codec).toBe('plain');
    const reader = await createDeltaGlider(settings());
    await expect(reader.get({ address: odd })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await Promise.all([glider.close(), reader.close()]);
  });

  it('lets its own registry be added to before the store is opened, and closes what it made', async () => {
    let closed = 0;
    const own = {
      name: 'own',
      encode: (_: unknown, target: ByteStream) => target,
      decode: (_: unknown, delta: ByteStream) => delta,
      [Symbol.asyncDispose]: async () => {
        closed += 1;
      },
    };
    const storage = new MemoryStorage();
    const glider = await createDeltaGlider({
      ...settings(),
      ...{ store: 'shelf:', codec: 'own', maxRatio: 1 },
      register: (registry) => {
        registry.registerBackend('shelf', async () => ({ storage, buckets: storage }));
        registry.registerCodec('own', async () => own);
      },
    });
    await glider.buckets.createBucket('releases');
    const odd = { bucket: 'releases', key: 'x.delta' };
    await glider.put({ address: odd, body: bufferSource(randomBytes(1, 9_000)) });
    expect(await storage.bucketExists('releases')).toBe(true);
    await glider.close();
    expect(closed).toBe(1);
  });
});
