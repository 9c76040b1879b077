import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeltaGliderError, MemoryStorage, type Diagnosis } from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeltaGlider, type DeltaGlider } from '../../create-delta-glider.ts';
import type { StoreBackend } from '../../backends/store-backend.ts';
import { createRegistry } from '../../registry.ts';
import { diagnose, type DiagnoseOptions } from './diagnose.ts';

const BUCKET = 'releases';
let root: string;
let storage: MemoryStorage;
const opened: DeltaGlider[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-doctor-'));
  storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await rm(root, { recursive: true, force: true });
});

interface Case extends Partial<DiagnoseOptions> {
  readonly backend?: Partial<StoreBackend>;
  readonly codec?: string;
}

async function run(
  { backend, codec, ...options }: Case = {},
  found: Diagnosis[] = [],
): Promise<Diagnosis[]> {
  const registry = createRegistry();
  registry.registerCodec('broken', async () => ({
    name: 'broken',
    async *encode() {
      yield new Uint8Array(1);
    },
    async *decode() {
      yield new Uint8Array(64 * 1024);
    },
  }));
  const open = async () => {
    const store = { storage, buckets: storage, ...backend };
    const glider = await createDeltaGlider({ store, codec, registry });
    opened.push(glider);
    return glider;
  };
  const cache = { directory: join(root, 'cache') };
  for await (const each of diagnose({
    open,
    bucket: BUCKET,
    cache,
    nodeVersion: '24.1.0',
    clock: () => new Date('2026-11-25'),
    ...options,
  })) {
    found.push(each);
  }
  await registry.close();
  return found;
}

const statuses = (found: readonly Diagnosis[]) =>
  Object.fromEntries(found.map(({ check, status }) => [check, status]));
const named = (found: readonly Diagnosis[], name: string) =>
  found.find(({ check }) => check === name);

async function keysLeft(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(BUCKET)) keys.push(key);
  return keys;
}

const healthy = {
  node: 'ok',
  'temporary directory': 'ok',
  cache: 'ok',
  codec: 'ok',
  store: 'ok',
  bucket: 'ok',
  writing: 'ok',
  metadata: 'ok',
  'conditional writes': 'ok',
  'conditional deletes': 'ok',
};

describe('a diagnosis', () => {
  it('of a healthy machine and store is all right, and leaves nothing behind', async () => {
    const found = await run();
    expect(statuses(found)).toEqual(healthy);
    expect(found.filter(({ hint }) => hint !== undefined)).toEqual([]);
    expect(await keysLeft()).toEqual([]);
  });

  it('skips buckets when none is named', async () => {
    expect(statuses(await run({ bucket: undefined }))).toEqual({
      node: 'ok',
      'temporary directory': 'ok',
      cache: 'ok',
      codec: 'ok',
      store: 'ok',
      bucket: 'skipped',
    });
  });

  it('names a bucket that is not there', async () => {
    const found = await run({ bucket: 'absent' });
    expect(found.at(-1)).toMatchObject({
      check: 'bucket',
      status: 'problem',
      hint: 'Create it: deltaglider mb s3://absent',
    });
  });

  it('tells of a store that cannot be opened, behind everything else', async () => {
    const details = { hint: 'Give another one.' };
    const open = async () => {
      throw new DeltaGliderError('UNSUPPORTED', 'No such store.', { details });
    };
    const found = await run({ open });
    expect(statuses(found)).toMatchObject({ cache: 'ok', codec: 'ok', store: 'problem' });
    expect(found.at(-1)).toMatchObject({ message: 'No such store.', hint: 'Give another one.' });
  });

  it('finds a codec that does not give back what it was given', async () => {
    expect(statuses(await run({ codec: 'broken' }))).toMatchObject({ codec: 'problem' });
  });

  it('ends with the reason of an abort', async () => {
    const reason = new Error('enough');
    await expect(run({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('a temporary directory', () => {
  it('must be there', async () => {
    const found = await run({ scratchDirectory: join(root, 'none') });
    expect(named(found, 'temporary directory')).toMatchObject({
      status: 'problem',
      message: `The file ${join(root, 'none')} could not be written: it does not exist.`,
    });
  });
});

describe('a cache', () => {
  it('is not made by looking at it', async () => {
    await run();
    await expect(rm(join(root, 'cache'), { recursive: true })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('is measured', async () => {
    const directory = join(root, 'used');
    await mkdir(join(directory, 'v1'), { recursive: true, mode: 0o700 });
    await writeFile(join(directory, 'v1', 'entry'), new Uint8Array(2 ** 27));
    const found = await run({ cache: { directory } });
    expect(named(found, 'cache')).toMatchObject({
      status: 'ok',
      message: expect.stringContaining(`${directory} holds 0.1 GiB of at most 10.0 GiB`) as string,
    });
  });

  it('must be a directory', async () => {
    const directory = join(root, 'file');
    await writeFile(directory, '');
    const found = await run({ cache: { directory } });
    expect(named(found, 'cache')).toMatchObject({ status: 'warning' });
    expect(named(found, 'cache')?.hint).toContain('DG_CACHE_DIR');
  });

  it('should not be open to others', async () => {
    const directory = join(root, 'open');
    await mkdir(directory);
    await chmod(directory, 0o777);
    const found = await run({ cache: { directory } });
    expect(named(found, 'cache')).toMatchObject({
      status: 'warning',
      hint: `Set its mode: chmod 700 ${directory}`,
    });
  });

  it('may be in memory', async () => {
    const found = await run({ cache: { backend: 'memory' } });
    expect(named(found, 'cache')).toMatchObject({ status: 'ok' });
  });
});

/** A view on the storage that behaves otherwise in one way. */
function odd(change: (view: FaultyStorage) => void): Partial<StoreBackend> {
  const view = new FaultyStorage(storage);
  change(view);
  return { storage: view };
}

describe('a store', () => {
  it('that ignores conditions is a warning', async () => {
    const backend = odd((view) => {
      view.put = (address, source, options) =>
        storage.put(address, source, { ...options, ifAbsent: undefined, ifMatch: undefined });
      view.delete = (address) => storage.delete(address);
    });
    expect(statuses(await run({ backend }))).toEqual({
      ...healthy,
      'conditional writes': 'warning',
      'conditional deletes': 'warning',
    });
    expect(await keysLeft()).toEqual([]);
  });

  it('that drops metadata is a problem', async () => {
    const backend = odd((view) => {
      view.put = (address, source, options) =>
        storage.put(address, source, { ...options, metadata: {} });
    });
    expect(statuses(await run({ backend }))).toEqual({ ...healthy, metadata: 'problem' });
  });

  it('that may only be read is a warning', async () => {
    const denied = new DeltaGliderError('ACCESS_DENIED', 'You may not write.');
    const backend = odd((view) => {
      view.put = async () => {
        throw denied;
      };
    });
    const found = await run({ backend });
    expect(found.at(-1)).toMatchObject({
      check: 'writing',
      status: 'warning',
      message: 's3://releases is read-only for you: You may not write.',
    });
  });

  it('that keeps the probe is told of, with its name', async () => {
    const backend = odd((view) => {
      view.delete = async (address, options) => {
        if (options?.ifMatch !== undefined) await storage.delete(address, options);
        throw new DeltaGliderError('ACCESS_DENIED', 'You may not delete.');
      };
    });
    const found = await run({ backend });
    const [left] = await keysLeft();
    expect(found.at(-1)).toMatchObject({ check: 'clean-up', status: 'warning' });
    expect(found.at(-1)?.message).toContain(left ?? 'nothing is left');
  });

  it('loses its probe also when the diagnosis is aborted', async () => {
    const controller = new AbortController();
    const backend = odd((view) => {
      view.head = async () => {
        controller.abort(new Error('enough'));
        throw controller.signal.reason;
      };
    });
    const found: Diagnosis[] = [];
    await expect(run({ backend, signal: controller.signal }, found)).rejects.toThrow('enough');
    expect(found.filter(({ status }) => status === 'problem')).toEqual([]);
    expect(await keysLeft()).toEqual([]);
  });

  it('that does not answer is a problem', async () => {
    const failing = new DeltaGliderError('STORAGE_UNAVAILABLE', 'Nobody answers.');
    const buckets = Object.assign(Object.create(storage) as MemoryStorage, {
      listBuckets: async () => {
        throw failing;
      },
    });
    expect(named(await run({ backend: { buckets } }), 'store')).toMatchObject({
      status: 'problem',
      message: 'Nobody answers.',
    });
  });

  it('tells of itself where it can', async () => {
    const asked: (string | undefined)[] = [];
    const diagnostics = {
      async *diagnose(bucket: string | undefined) {
        asked.push(bucket);
        yield { check: 'clock', status: 'warning', message: 'It is late.' } as const;
        throw new Error('It broke.');
      },
    };
    const found = await run({ backend: { diagnostics } });
    expect(asked).toEqual([BUCKET]);
    expect(named(found, 'clock')).toMatchObject({ status: 'warning' });
    expect(named(found, 'store')).toMatchObject({ status: 'problem', message: 'It broke.' });
    expect(named(found, 'conditional writes')).toMatchObject({ status: 'ok' });
  });

  it('is not asked again for what it has told', async () => {
    const told = ['store', 'bucket', 'conditional writes', 'conditional deletes'];
    const diagnostics = {
      async *diagnose() {
        for (const name of told)
          yield { check: name, status: 'warning', message: 'So-so.' } as const;
      },
    };
    const found = await run({ backend: { diagnostics } });
    expect(found.slice(-6).map(({ check, status }) => [check, status])).toEqual([
      ...told.map((name) => [name, 'warning']),
      ['writing', 'ok'],
      ['metadata', 'ok'],
    ]);
    expect(await keysLeft()).toEqual([]);
  });

  it.each(['problem', 'skipped'] as const)(
    'is not written to when it calls the bucket %s',
    async (status) => {
      const diagnostics = {
        async *diagnose() {
          yield { check: 'bucket', status, message: 'It is not to be had.' } as const;
        },
      };
      const found = await run({ backend: { diagnostics } });
      expect(found.at(-1)).toMatchObject({ check: 'bucket', status });
      expect(found.filter(({ check }) => check === 'bucket')).toHaveLength(1);
    },
  );
});
