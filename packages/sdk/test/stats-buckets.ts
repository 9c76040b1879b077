import { bufferSource, MemoryStorage, type StoragePort } from '@deltaglider/core';
import { randomBytes } from '@deltaglider/testing';
import { BUCKET, put } from './safety-engine.ts';
import { smallClientOf, unrelated, version } from './small-engine.ts';

/** The figures of the bucket that the Python tool wrote: what its files add up to. */
export const PYTHON_TOOL_STATS = {
  objects: 11,
  deltas: 9,
  references: 4,
  size: 2_021_349,
  knownSize: 2_021_349,
  storedSize: 1_109_553,
  unreadable: 0,
  unreadableSize: 0,
  unseen: 0,
  unseenSize: 0,
} as const;

/** The same of its prefix `releases/v1/`: the bucket that the Python tool's own documentation was measured with. */
export const PYTHON_TOOL_V1_STATS = {
  objects: 5,
  deltas: 3,
  references: 1,
  size: 435_223,
  storedSize: 311_161,
} as const;

const sha256 = 'ab'.repeat(32);

/** Puts a delta of so many logical bytes as it lies in a bucket; its bytes are nobody's business. */
export async function putDelta(
  storage: StoragePort,
  address: { readonly bucket: string; readonly key: string },
  { size, storedSize = 10 }: { readonly size: number; readonly storedSize?: number },
): Promise<void> {
  const metadata = {
    'dg-tool': 'deltaglider/0.0.0-test',
    'dg-note': 'delta',
    'dg-file-sha256': sha256,
    'dg-file-size': String(size),
    'dg-ref-path': 'reference.bin',
    'dg-ref-sha256': sha256,
  };
  await storage.put(address, bufferSource(randomBytes(size, storedSize)), { metadata });
}

/** Puts what the Python tool keeps of its own statistics. */
export async function putPythonToolCache(storage: StoragePort, bucket: string): Promise<void> {
  const text = '{"version":"1.0","mode":"detailed","stats":{"object_count":1,"total_size":1}}';
  for (const mode of ['quick', 'sampled', 'detailed']) {
    const key = `.deltaglider/stats_${mode}.json`;
    await storage.put({ bucket, key }, bufferSource(new TextEncoder().encode(text)));
  }
}

/** A store with the bucket of the suites, in which nothing can change unseen: its times are never whole seconds. */
export async function settledStorage(): Promise<MemoryStorage> {
  let now = 0;
  const storage = new MemoryStorage({ clock: () => new Date((now += 1001)) });
  await storage.createBucket(BUCKET);
  return storage;
}

/** Puts three deltas and their reference, and a whole object. */
export async function putVersions(storage: StoragePort): Promise<void> {
  const engine = smallClientOf(storage);
  for (const seed of [1, 2, 3]) await put(engine, `app/v${seed}.zip`, version(seed));
  await put(engine, 'app/notes.txt', unrelated(1));
}
