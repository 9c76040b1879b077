import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bufferSource, listObjects, type StoragePort } from '@deltaglider/core';
import { openFsStorage } from '@deltaglider/storage-fs';
import { S3Storage } from '@deltaglider/storage-s3';
import { createTestClient, freshBucket } from '@repo/testbed';
import { describeWithS3 } from '@repo/testbed/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  collectStats,
  defaultPrices,
  estimateCosts,
  type CollectStatsOptions,
} from '../src/index.ts';
import { clientOf } from './client-of.ts';
import { fillBucket } from './python-tool-bucket.ts';
import { PYTHON_TOOL_STATS, PYTHON_TOOL_V1_STATS, putPythonToolCache } from './stats-buckets.ts';

const HOUR = 3_600_000;
const DOCUMENT = `.deltaglider/stats/${createHash('sha256').digest('hex')}.json`;

/** A process of its own, an hour later: what was written before cannot change unseen any more. */
function statsOf(storage: StoragePort, options: Omit<CollectStatsOptions, 'engine'>) {
  const engine = clientOf(storage, { clock: () => new Date(Date.now() + HOUR) });
  return collectStats({ engine, ...options });
}

async function keysOf(storage: StoragePort, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(bucket, { prefix })) keys.push(key);
  return keys;
}

/** What holds of the bucket of the Python tool on every store. */
async function expectGolden(storage: StoragePort, bucket: string): Promise<void> {
  await fillBucket(storage, bucket);
  await putPythonToolCache(storage, bucket);
  const internal = await keysOf(storage, bucket, '.deltaglider/');
  expect(await statsOf(storage, { bucket })).toMatchObject({
    objects: 11,
    deltas: 9,
    references: 4,
    size: undefined,
    knownSize: 128_426,
    storedSize: 1_109_553,
    unseen: 13,
  });
  expect(await statsOf(storage, { bucket, mode: 'sampled', sampleSize: 6 })).toMatchObject({
    storedSize: 1_109_553,
    unseen: 7,
    estimate: { sample: 6, population: 13 },
  });
  expect(await keysOf(storage, bucket, '.deltaglider/')).toEqual(internal);
  const detailed = await statsOf(storage, { bucket, mode: 'detailed' });
  expect(detailed).toMatchObject({ ...PYTHON_TOOL_STATS, keptSince: undefined });
  expect(await keysOf(storage, bucket, '.deltaglider/')).toEqual([...internal, DOCUMENT].sort());
  const kept = await statsOf(storage, { bucket });
  expect(kept).toEqual({ ...detailed, mode: 'quick', keptSince: expect.any(Date) as Date });
  const v1 = { bucket, prefix: 'releases/v1', mode: 'detailed' } as const;
  expect(await statsOf(storage, v1)).toMatchObject(PYTHON_TOOL_V1_STATS);
  const added = { bucket, key: 'releases/v1/more.txt' };
  await storage.put(added, bufferSource(new Uint8Array(5)));
  const changed = await statsOf(storage, { bucket });
  expect(changed).toMatchObject({ keptSince: undefined, objects: 12, size: undefined });
  for await (const { key } of listObjects(clientOf(storage), { bucket })) {
    expect(key).not.toMatch(/^\.deltaglider/);
  }
}

describe('the statistics of a bucket that the Python tool wrote', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'dg-stats-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('are right in a directory, which has no storage classes', async () => {
    const storage = await openFsStorage({ root });
    await storage.createBucket('golden');
    await expectGolden(storage, 'golden');
    const { classes } = await statsOf(storage, { bucket: 'golden', mode: 'detailed' });
    expect(estimateCosts(classes, defaultPrices)).toMatchObject({
      classes: [],
      unpriced: [{ storageClass: undefined, objects: 16, storedSize: 1_109_558 }],
    });
  });
});

describeWithS3('the statistics of a bucket on S3', (server) => {
  const client = createTestClient(server);
  const storage = new S3Storage({ client });
  afterAll(() => {
    client.destroy();
  });

  it('are right where the Python tool wrote it', async () => {
    const bucket = await freshBucket(client, 'stats');
    await expectGolden(storage, bucket);
    const { classes } = await statsOf(storage, { bucket, mode: 'detailed' });
    const { stored, logical, unpriced } = estimateCosts(classes, defaultPrices);
    expect(stored).toBeCloseTo((1_109_558 / 2 ** 30) * 0.023, 12);
    expect(logical).toBeCloseTo((2_021_354 / 2 ** 30) * 0.023, 12);
    expect(unpriced).toEqual([]);
  });

  it('tell storage classes apart', async () => {
    const bucket = await freshBucket(client, 'stats');
    const put = (key: string, size: number, storageClass?: string) =>
      storage.put({ bucket, key }, bufferSource(new Uint8Array(size)), {
        placement: { storageClass },
      });
    await put('a', 1000);
    await put('b', 2000, 'STANDARD_IA');
    await put('c', 200_000, 'STANDARD_IA');
    const { classes } = await statsOf(storage, { bucket });
    const volume = (objects: number, size: number, small: [number, number]) => {
      const [smallObjects, smallSize] = small;
      return { objects, size, smallObjects, smallSize };
    };
    const [standard, infrequent] = [volume(1, 1000, [1, 1000]), volume(2, 202_000, [1, 2000])];
    expect(classes).toEqual([
      { storageClass: 'STANDARD', stored: standard, logical: standard },
      { storageClass: 'STANDARD_IA', stored: infrequent, logical: infrequent },
    ]);
  });

  it('fail without the bucket', async () => {
    const stats = statsOf(storage, { bucket: 'nobody-has-this-one' });
    await expect(stats).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });
});
