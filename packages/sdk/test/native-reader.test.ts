import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bufferSource,
  collect,
  getObject,
  MemoryStorage,
  putObject,
  type BucketAdminPort,
  type StoragePort,
} from '@deltaglider/core';
import { FsStorage } from '@deltaglider/storage-fs';
import { afterAll, describe, expect, it } from 'vitest';
import { NativeXdelta3, nativeVersion } from '../../xdelta3-wasm/test/native.ts';
import { FILE_KINDS } from './file-kinds.ts';
import { at, BUCKET, clientOf } from './safety-engine.ts';

const root = mkdtempSync(join(tmpdir(), 'native-reader-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

const stores: Readonly<Record<string, () => StoragePort & BucketAdminPort>> = {
  memory: () => new MemoryStorage(),
  'a directory': () => new FsStorage({ root: mkdtempSync(join(root, 'store-')) }),
};

const kinds = Object.entries(FILE_KINDS);
/** Every kind is a reference once; its targets are its own kind and its neighbours, so each is a target too. */
const pairings = kinds.map(([name, [reference, next]], i) => {
  const neighbours = [1, 7, 16].map((step) => kinds[(i + step) % kinds.length]?.[1][1] ?? next);
  return { name, reference, targets: [reference, next, ...neighbours] };
});

const version = nativeVersion();

describe.skipIf(version === undefined).each(Object.entries(stores))(
  `${version ?? 'xdelta3'} restores what we stored in %s`,
  (_, create) => {
    const native = new NativeXdelta3();
    afterAll(() => {
      native.close();
    });

    it.each(pairings)('against $name', async ({ reference, targets }) => {
      const storage = create();
      await storage.createBucket(BUCKET);
      const engine = clientOf(storage);
      const stored = async (key: string) => await collect((await storage.get(at(key))).body);
      for (const [i, target] of targets.entries()) {
        // An object of such a name is always a delta, whatever its size and ratio.
        const address = at(`app/${i}.delta`);
        await putObject(engine, { address, body: bufferSource(target) });
        const seed = await stored('app/reference.bin');
        const restored = native.decode(seed, await stored(`app/${i}.delta.delta`));
        expect(Buffer.compare(seed, reference)).toBe(0);
        expect(Buffer.compare(restored, target)).toBe(0);
        const { body } = await getObject(clientOf(storage), { address });
        expect(Buffer.compare(await collect(body), target)).toBe(0);
      }
    });
  },
);
