import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MemoryStorage,
  type BucketAdminPort,
  type Engine,
  type StoragePort,
} from '@deltaglider/core';
import { FsStorage } from '@deltaglider/storage-fs';
import { forEveryCall } from '@deltaglider/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repairBucket } from '../src/maintenance/repair-bucket.ts';
import { keysIn, loseToTrash, makeTwins } from './broken-bucket.ts';
import { at, BUCKET, put } from './safety-engine.ts';
import { expectAllIntact, read, smallClientOf, version } from './small-engine.ts';

type Objects = Readonly<Record<string, Uint8Array>>;

interface Scenario {
  readonly name: string;
  /** Breaks the bucket; resolves to the objects that must not be lost. */
  readonly before: (engine: Engine) => Promise<Objects>;
  /** Keys at the end, without the trash. */
  readonly left: readonly string[];
}

const scenarios: readonly Scenario[] = [
  {
    name: 'references in the trash',
    before: async (engine) => {
      for (const seed of [1, 2]) await put(engine, `a/${seed}.zip`, version(seed));
      await loseToTrash(engine.storage, 'a/reference.bin');
      return { 'a/1.zip': version(1), 'a/2.zip': version(2) };
    },
    left: ['a/1.zip.delta', 'a/2.zip.delta', 'a/reference.bin'],
  },
  {
    name: 'references that were replaced',
    before: async (engine) => {
      for (const seed of [1, 2]) await put(engine, `a/${seed}.zip`, version(seed));
      await loseToTrash(engine.storage, 'a/reference.bin');
      await put(smallClientOf(engine.storage), 'a/3.zip', version(3));
      return { 'a/1.zip': version(1), 'a/2.zip': version(2), 'a/3.zip': version(3) };
    },
    left: ['a/1.zip.delta', 'a/2.zip.delta', 'a/3.zip.delta', 'a/reference.bin'],
  },
  {
    name: 'twins of which the delta is stale, and the last one',
    before: async (engine) => {
      await put(engine, 'a/0.zip', version(0));
      await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: false });
      await engine.storage.delete(at('a/0.zip.delta'));
      return { 'a/1.zip': version(2) };
    },
    left: ['a/1.zip'],
  },
  {
    name: 'twins of which the whole object is stale',
    before: async (engine) => {
      await put(engine, 'a/0.zip', version(0));
      await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: true });
      return { 'a/0.zip': version(0), 'a/1.zip': version(2) };
    },
    left: ['a/0.zip.delta', 'a/1.zip.delta', 'a/reference.bin'],
  },
  {
    name: 'a reference that no delta needs',
    before: async (engine) => {
      await put(engine, 'a/1.zip', version(1));
      await engine.storage.delete(at('a/1.zip.delta'));
      await put(engine, 'b/1.zip', version(1));
      return { 'b/1.zip': version(1) };
    },
    left: ['b/1.zip.delta', 'b/reference.bin'],
  },
  {
    name: 'a reference without its metadata',
    before: async (engine) => {
      await put(engine, 'a/1.zip', version(1));
      await engine.storage.copy(at('a/reference.bin'), at('a/reference.bin'), { metadata: {} });
      return { 'a/1.zip': version(1) };
    },
    left: ['a/1.zip.delta', 'a/reference.bin'],
  },
];

/** On a machine that has nothing cached, long after. */
async function repair(storage: StoragePort) {
  const engine = smallClientOf(storage, { clock: () => new Date('2099-01-01') });
  return await repairBucket({ engine, bucket: BUCKET });
}

async function expectKept(storage: StoragePort, objects: Objects): Promise<void> {
  for (const [key, bytes] of Object.entries(objects)) {
    expect(await read(storage, key)).toEqual(bytes);
  }
}

const killed = { dead: true, how: 'is killed at' };
const failing = { dead: false, how: 'fails at' };

function describeKilled(
  name: string,
  ways: readonly (typeof killed)[],
  create: () => Promise<StoragePort & BucketAdminPort>,
): void {
  describe(`a repair on ${name}`, () => {
    it.each(scenarios.flatMap((scenario) => ways.map((way) => ({ ...scenario, ...way }))))(
      'of $name that $how any storage call loses nothing',
      async ({ before, left, dead }) => {
        let objects: Objects = {};
        const runs = await forEveryCall(repair, {
          create: async () => {
            const storage = await create();
            await storage.createBucket(BUCKET);
            objects = await before(smallClientOf(storage));
            return storage;
          },
          modes: ['before', 'during', 'after'],
          dead,
          check: async ({ storage }) => {
            await expectKept(storage, objects);
            const again = await repair(storage);
            expect(again).toMatchObject({ damaged: 0, failed: 0 });
            const keys = await keysIn(storage);
            expect(keys.filter((key) => !key.startsWith('.deltaglider/'))).toEqual(left);
            await expectKept(storage, objects);
            await expectAllIntact(storage);
            expect(await repair(storage)).toMatchObject({ mended: 0, damaged: 0, failed: 0 });
          },
        });
        expect(runs).toBeGreaterThan(10);
      },
    );
  });
}

describeKilled('a memory store', [killed, failing], async () => {
  let now = Date.UTC(2026, 0, 1);
  return new MemoryStorage({ clock: () => new Date((now += 1000)) });
});

let root: string;
let stores = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-repair-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});
describeKilled('a directory store', [killed], async () => {
  stores += 1;
  return new FsStorage({ root: join(root, String(stores)) });
});
