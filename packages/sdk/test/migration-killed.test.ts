import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorage, type StoragePort } from '@deltaglider/core';
import { forEveryCall } from '@deltaglider/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { logicalTree, physicalRows } from './logical-tree.ts';
import { BUCKET, put } from './safety-engine.ts';
import { expectAllIntact, smallClientOf, version } from './small-engine.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-migration-killed-'));
});
afterAll(() => rm(root, { recursive: true }));

let runs = 0;

it.each(['with', 'without'])(
  'a migration that ends at any call of the destination is finished by the next, %s a journal',
  async (how) => {
    const source = new MemoryStorage();
    await source.createBucket(BUCKET);
    for (const [seed, key] of ['app/1.zip', 'app/2.zip', 'lib/1.zip', 'notes.txt'].entries()) {
      await put(smallClientOf(source), key, version(seed));
    }
    const before = await physicalRows(source, BUCKET);
    const expected = await logicalTree(smallClientOf(source), BUCKET);
    const run = (storage: StoragePort, journal: string | undefined) =>
      migrate({
        source: { type: 'store', engine: smallClientOf(source), bucket: BUCKET },
        destination: { type: 'store', engine: smallClientOf(storage), bucket: BUCKET },
        concurrency: 1,
        journal,
      });
    let journal: string | undefined;
    const count = await forEveryCall(
      async (storage) => {
        const { failed } = await run(storage, journal);
        if (failed > 0) throw new Error('not everything was migrated');
      },
      {
        modes: ['before', 'during', 'after'],
        create: async () => {
          runs += 1;
          journal = how === 'with' ? join(root, `${runs}.jsonl`) : undefined;
          const storage = new MemoryStorage();
          await storage.createBucket(BUCKET);
          return storage;
        },
        check: async ({ storage }) => {
          await expectAllIntact(storage);
          const again = await run(storage, journal);
          expect(again.failed).toBe(0);
          expect(await logicalTree(smallClientOf(storage), BUCKET)).toEqual(expected);
          expect(await run(storage, journal)).toMatchObject({ scan: { objects: 0, current: 4 } });
          expect(await physicalRows(source, BUCKET)).toEqual(before);
        },
      },
    );
    expect(count).toBeGreaterThan(40);
  },
);
