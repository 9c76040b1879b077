import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bufferSource, type LogicalEntry } from '@deltaglider/core';
import { FaultyStorage, randomBytes } from '@deltaglider/testing';
import { openFsStorage } from '@deltaglider/storage-fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeltaGlider, planCopy, planDelete, verifyObjects } from '../src/index.ts';

const BUCKET = 'releases';
const COUNT = 40;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-sdk-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

/** A process of its own on the same machine: the same store and the same directory of the cache. */
async function startProcess(options: { identity?: string | undefined } = {}) {
  const { identity = pathToFileURL(join(root, 'store')).href } = options;
  const storage = await openFsStorage({ root: join(root, 'store') });
  const counted = new FaultyStorage(storage);
  const glider = await createDeltaGlider({
    store: { storage: counted, buckets: storage, identity },
    cache: { directory: join(root, 'cache') },
  });
  /** The requests of one action. */
  const requestsOf = async (action: () => Promise<unknown>) => {
    const before = counted.calls.length;
    await action();
    const methods = counted.calls.slice(before).map(({ method }) => method);
    return {
      lists: methods.filter((method) => method === 'list').length,
      heads: methods.filter((method) => method === 'head').length,
    };
  };
  const list = async () => await all(glider.list({ bucket: BUCKET, prefix: 'app/' }));
  return { glider, storage, requestsOf, list };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

async function fill(): Promise<void> {
  const { glider } = await startProcess();
  await glider.buckets.createBucket(BUCKET);
  const bytes = randomBytes(1, 20_000);
  for (let i = 0; i < COUNT; i++) {
    bytes.set([i], 10_000);
    const address = { bucket: BUCKET, key: `app/app-${i}.zip` };
    await glider.put({ address, body: bufferSource(bytes) });
  }
  await glider.close();
}

describe('what listings found out', () => {
  it('is known to the next process, and to whatever lists there', async () => {
    await fill();
    const first = await startProcess();
    let entries: LogicalEntry[] = [];
    const listing = async () => (entries = await first.list());
    expect(await first.requestsOf(listing)).toEqual({ lists: 1, heads: COUNT + 1 });
    const second = await startProcess();
    const again = async () => {
      expect(await second.list()).toEqual(entries);
    };
    expect(await second.requestsOf(again)).toEqual({ lists: 1, heads: 0 });
    const { engine } = second.glider;
    const source = { type: 'object', address: { bucket: BUCKET, key: 'app/' } } as const;
    const destination = { type: 'object', address: { bucket: BUCKET, key: 'copy/' } } as const;
    const plan = { engine, source, recursive: true };
    for (const items of [planDelete(plan), planCopy({ ...plan, destination })]) {
      const planning = async () => {
        expect(await all(items)).toHaveLength(COUNT);
      };
      expect(await second.requestsOf(planning)).toEqual({ lists: 1, heads: 0 });
    }
    const filters = [{ type: 'exclude', pattern: '*' }] as const;
    const verifying = async () => {
      expect(await verifyObjects({ ...plan, filters })).toMatchObject({ valid: 0, failed: 0 });
    };
    expect(await second.requestsOf(verifying)).toEqual({ lists: 1, heads: 0 });
  });

  it('is of one store', async () => {
    await fill();
    const first = await startProcess();
    await first.list();
    const other = await startProcess({ identity: 'file:///another' });
    expect((await other.requestsOf(other.list)).heads).toBe(COUNT + 1);
  });

  it('costs one HEAD for each object that was written since', async () => {
    await fill();
    const first = await startProcess();
    await first.list();
    const key = 'app/app-7.zip';
    const body = bufferSource(randomBytes(2, 5000));
    await first.glider.put({ address: { bucket: BUCKET, key: 'app/new.zip' }, body });
    await first.glider.copy({
      from: { bucket: BUCKET, key: 'app/app-8.zip' },
      to: { bucket: BUCKET, key },
    });
    const second = await startProcess();
    const entries = await second.list();
    const head = await second.glider.head({ address: { bucket: BUCKET, key } });
    const listed = entries.find((entry) => entry.key === key);
    expect(listed).toMatchObject({ sha256: head?.sha256, etag: head?.etag });
    const third = await startProcess();
    expect((await third.requestsOf(third.list)).heads).toBe(0);
  });

  it('makes no directory for a bucket without deltas', async () => {
    const { glider, list, storage } = await startProcess();
    await glider.buckets.createBucket(BUCKET);
    await storage.put({ bucket: BUCKET, key: 'app/a.txt' }, bufferSource(new Uint8Array(5)));
    expect(await list()).toHaveLength(1);
    await glider.close();
    await expect(access(join(root, 'cache'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
