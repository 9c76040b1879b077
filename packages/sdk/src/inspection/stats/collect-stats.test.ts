import type { MemoryStorage } from '@deltaglider/core';
import { bufferSource, MemoryListingCache } from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { keysIn, makeTwins } from '../../../test/broken-bucket.ts';
import { fillBucket } from '../../../test/python-tool-bucket.ts';
import { at, BUCKET, put } from '../../../test/safety-engine.ts';
import { smallClientOf, unrelated, version } from '../../../test/small-engine.ts';
import {
  PYTHON_TOOL_STATS,
  PYTHON_TOOL_V1_STATS,
  putDelta,
  putVersions,
  settledStorage,
} from '../../../test/stats-buckets.ts';
import { DOCUMENT, startProcess } from '../../../test/stats-process.ts';
import { usageByPrefix } from '../usage-by-prefix.ts';
import { collectStats } from './collect-stats.ts';

let storage: MemoryStorage;
beforeEach(async () => {
  storage = await settledStorage();
});

const fill = () => putVersions(storage);
const SIZE = version(1).length;

describe('collectStats', () => {
  it('is quick: it asks about no object, and says what it does not know', async () => {
    await fill();
    const { stats, requests } = startProcess(storage);
    const found = await stats({ kept: 'ignore' });
    expect(requests()).toEqual(['list']);
    expect(found).toMatchObject({
      bucket: BUCKET,
      prefix: '',
      mode: 'quick',
      keptSince: undefined,
      objects: 4,
      deltas: 3,
      references: 1,
      size: undefined,
      knownSize: SIZE,
      saved: undefined,
      unseen: 4,
      unreadable: 0,
      estimate: undefined,
    });
    expect(found.unseenSize).toBe(found.storedSize - SIZE);
  });

  it('looks at everything when it is detailed, and tells what du tells', async () => {
    await fill();
    const { engine, stats, requests } = startProcess(storage);
    const found = await stats({ mode: 'detailed', kept: 'ignore' });
    expect(requests().sort()).toEqual(['head', 'head', 'head', 'head', 'list']);
    for await (const { prefix, depth: _, ...usage } of usageByPrefix({ engine, bucket: BUCKET })) {
      if (prefix === '') expect(found).toMatchObject(usage);
    }
    expect(found).toMatchObject({ unseen: 0, size: 4 * SIZE, knownSize: 4 * SIZE });
  });

  it('is quick and knows everything once it is remembered', async () => {
    await fill();
    const counted = new FaultyStorage(storage);
    const engine = smallClientOf(counted, { listingCache: new MemoryListingCache() });
    const options = { engine, bucket: BUCKET, kept: 'ignore' } as const;
    const detailed = await collectStats({ ...options, mode: 'detailed' });
    const before = counted.calls.length;
    expect(await collectStats(options)).toEqual({ ...detailed, mode: 'quick' });
    expect(counted.calls.slice(before).map(({ method }) => method)).toEqual(['list']);
  });

  it.each(['quick', 'sampled', 'detailed'] as const)(
    'has zeros for an empty bucket and fails without one (%s)',
    async (mode) => {
      const { stats } = startProcess(storage);
      expect(await stats({ mode })).toMatchObject({
        objects: 0,
        deltas: 0,
        references: 0,
        size: 0,
        storedSize: 0,
        saved: undefined,
        unseen: 0,
        classes: [],
      });
      expect(await keysIn(storage)).toEqual([]);
      await expect(stats({ mode, bucket: 'nobody' })).rejects.toMatchObject({
        code: 'BUCKET_NOT_FOUND',
      });
    },
  );

  it('counts one of two variants, the room of both, and what is unreadable apart', async () => {
    await makeTwins(smallClientOf(storage), 'v1.zip', {
      old: version(1),
      current: version(2),
      delta: true,
    });
    const metadata = { 'dg-tool': 'x', 'dg-note': 'delta', 'dg-ref-path': 'reference.bin' };
    await storage.put(at('bad.zip.delta'), bufferSource(unrelated(1)), { metadata });
    const { stats } = startProcess(storage);
    expect(await stats({ mode: 'detailed' })).toMatchObject({
      objects: 2,
      deltas: 2,
      size: SIZE,
      unreadable: 1,
      unreadableSize: unrelated(1).length,
    });
    // Who has other rights may read it: nothing was kept.
    expect(await keysIn(storage)).not.toContain(DOCUMENT);
  });

  it('ends when it is aborted', async () => {
    await fill();
    const { stats } = startProcess(storage);
    for (const mode of ['quick', 'sampled', 'detailed'] as const) {
      await expect(stats({ mode, signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    }
  });

  it('tells of the golden bucket what its files add up to', async () => {
    await fillBucket(storage, BUCKET);
    const { stats } = startProcess(storage);
    expect(await stats({ mode: 'detailed' })).toMatchObject({
      ...PYTHON_TOOL_STATS,
      saved: 1 - PYTHON_TOOL_STATS.storedSize / PYTHON_TOOL_STATS.size,
    });
    expect(await stats({ prefix: 'releases/v1' })).toMatchObject({
      size: undefined,
      knownSize: 128_426,
    });
    const detailed = await stats({ prefix: 'releases/v1', mode: 'detailed' });
    expect(detailed).toMatchObject(PYTHON_TOOL_V1_STATS);
    expect(detailed.saved).toBe(1 - 311_161 / 435_223);
  });
});

describe('a sample', () => {
  const sizes = Array.from({ length: 300 }, (_, i) => 1000 + (i % 10) * 100);
  const total = sizes.reduce((all, each) => all + each, 0);
  beforeEach(async () => {
    for (const [i, size] of sizes.entries())
      await putDelta(storage, at(`v${i}.zip.delta`), { size });
    await put(smallClientOf(storage), 'notes.txt', unrelated(1));
  });

  it('is looked at, and said with what it stands for and how sure that is', async () => {
    const { stats, requests } = startProcess(storage);
    const found = await stats({ mode: 'sampled', sampleSize: 60 });
    expect(requests().filter((method) => method === 'head')).toHaveLength(60);
    expect(found).toMatchObject({
      mode: 'sampled',
      objects: 301,
      deltas: 300,
      unseen: 240,
      unseenSize: 2400,
      storedSize: 3000 + unrelated(1).length,
      estimate: { sample: 60, population: 300, confidence: 0.95 },
    });
    const { size = 0, knownSize, saved, estimate } = found;
    const { low = 0, high = 0 } = estimate ?? {};
    expect(low).toBeLessThanOrEqual(total + unrelated(1).length);
    expect(high).toBeGreaterThanOrEqual(total + unrelated(1).length);
    expect(high - low).toBeLessThan(0.15 * total);
    expect(size).toBeGreaterThan(low);
    expect(size).toBeLessThan(high);
    expect(knownSize).toBeGreaterThan(60 * 1000);
    expect(saved).toBe(1 - found.storedSize / size);
    expect(await keysIn(storage)).not.toContain(DOCUMENT);
    expect(await startProcess(storage).stats({ mode: 'sampled', sampleSize: 60 })).toEqual(found);
  });

  it('is none where everything is as few as it', async () => {
    const { stats } = startProcess(storage);
    const found = await stats({ mode: 'sampled', sampleSize: 300 });
    expect(found).toMatchObject({
      estimate: undefined,
      unseen: 0,
      size: total + unrelated(1).length,
    });
    expect(await keysIn(storage)).toContain(DOCUMENT);
  });

  it.each([0, -1, 0.5, NaN])('cannot have %d objects', async (sampleSize) => {
    const { stats } = startProcess(storage);
    await expect(stats({ sampleSize })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
