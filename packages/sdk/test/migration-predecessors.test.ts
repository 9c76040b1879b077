import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MemoryStorage,
  verifyObject,
  type BucketAdminPort,
  type StoragePort,
} from '@deltaglider/core';
import { FsStorage } from '@deltaglider/storage-fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { clientOf } from './client-of.ts';
import { logicalTree, physicalRows } from './logical-tree.ts';
import { fillBucket, logicalKeys, original } from './python-tool-bucket.ts';

const OLD = 'python-tool';
const NEW = 'migrated';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-predecessors-'));
});
afterAll(() => rm(root, { recursive: true }));

const stores: readonly (readonly [string, () => StoragePort & BucketAdminPort])[] = [
  ['memory', () => new MemoryStorage()],
  ['a directory', () => new FsStorage({ root: join(root, 'store') })],
];

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe.each(stores)('a bucket of the Python tool, migrated to %s', (name, create) => {
  it('has every byte of what was uploaded, deltas included', async () => {
    const source = new MemoryStorage();
    await source.createBucket(OLD);
    await fillBucket(source, OLD);
    const before = await physicalRows(source, OLD);
    const storage = create();
    await storage.createBucket(NEW);
    const engine = clientOf(storage);
    const run = () =>
      migrate({
        source: { type: 'store', engine: clientOf(source), bucket: OLD },
        destination: { type: 'store', engine, bucket: NEW },
        journal: join(root, `${name}.jsonl`),
      });
    expect(await run()).toMatchObject({ succeeded: logicalKeys.length, failed: 0 });
    expect(await physicalRows(source, OLD)).toEqual(before);
    const tree = await logicalTree(clientOf(storage), NEW);
    expect(Object.keys(tree)).toEqual(logicalKeys);
    for (const key of logicalKeys) {
      expect(tree[key], key).toMatchObject({ sha256: sha256(original(key)) });
      const address = { bucket: NEW, key };
      expect(await verifyObject(clientOf(storage), { address })).toMatchObject({ valid: true });
    }
    expect(tree).toEqual(await logicalTree(clientOf(source), OLD));
    expect(await run()).toMatchObject({ scan: { objects: 0, current: logicalKeys.length } });
  });
});
