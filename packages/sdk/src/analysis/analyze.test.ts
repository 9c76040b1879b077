import { mkdtemp, rm, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  bufferSource,
  MemoryStorage,
  putObject,
  type DeltaCodecPort,
  type Engine,
} from '@deltaglider/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, BUCKET } from '../../test/safety-engine.ts';
import { smallClientOf, unrelated, version } from '../../test/small-engine.ts';
import {
  analyze,
  directoryFiles,
  storedObjects,
  type Analysis,
  type AnalysisCost,
  type AnalyzeOptions,
} from './index.ts';

let storage: MemoryStorage;
let engine: Engine;
beforeEach(async () => {
  storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  engine = smallClientOf(storage);
});

type Options = Partial<AnalyzeOptions> & Partial<Parameters<typeof storedObjects>[0]>;

async function analyzed({ prefix, filters, ...options }: Options = {}): Promise<Analysis> {
  const source = storedObjects({ engine, bucket: BUCKET, prefix, filters });
  return analyze({ source, engine, ...options });
}

/** Puts objects as somebody else would: whole and without our metadata. */
async function fill(objects: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [key, bytes] of Object.entries(objects)) {
    await storage.put(at(key), bufferSource(bytes));
  }
}

/** What a store takes once the same objects have been put to it. */
async function storedBy(objects: Readonly<Record<string, Uint8Array>>): Promise<number> {
  const store = new MemoryStorage();
  await store.createBucket(BUCKET);
  for (const [key, bytes] of Object.entries(objects)) {
    await putObject(smallClientOf(store), { address: at(key), body: bufferSource(bytes) });
  }
  let size = 0;
  for await (const row of store.list(BUCKET)) size += row.type === 'object' ? row.size : 0;
  return size;
}

const MIXED = {
  'app/1.zip': version(1),
  'app/2.zip': version(2),
  'app/3.zip': version(3),
  'app/notes.txt': unrelated(1),
  'lib/1.zip': version(4),
  'lib/2.zip': unrelated(5),
  'single/1.zip': unrelated(6),
};

describe('analyze', () => {
  it('says exactly what storing would take where everything could be measured', async () => {
    await fill(MIXED);
    const analysis = await analyzed();
    const real = await storedBy(MIXED);
    expect(analysis).toMatchObject({
      objects: 7,
      deltaspaces: 3,
      size: 1400,
      today: 1400,
      confidence: 'exact',
      kinds: {
        deltas: { objects: 0, bytes: 0 },
        candidates: { objects: 3, bytes: 600 },
        references: { objects: 3, bytes: 600 },
        whole: { objects: 1, bytes: 200 },
        tooLarge: { objects: 0, bytes: 0 },
      },
      sample: { objects: 3, bytes: 600, share: 1, draws: 3, bytesRead: 1000, unread: 0 },
    });
    // But for what the delta of a reference to itself takes, with this codec 8 bytes.
    expect(analysis.predicted.size).toBe(real + 3 * (32 - 8));
    expect(analysis.predicted).toMatchObject({ low: analysis.predicted.size });
    expect(analysis.saved.bytes).toBe(1400 - analysis.predicted.size);
    expect(analysis.saved.ratio).toBeCloseTo(1 - analysis.predicted.size / 1400, 10);
  });

  it('names where most and where least would be saved', async () => {
    await fill(MIXED);
    const { best, worst } = await analyzed();
    expect(best.map(({ prefix, measured }) => [prefix, measured])).toEqual([['app/', 2]]);
    expect(worst.map(({ prefix, measured }) => [prefix, measured])).toEqual([
      ['single/', 0],
      ['lib/', 1],
    ]);
    expect(worst[0]).toMatchObject({ objects: 1, today: 200, savedBytes: -32 });
  });

  it('holds the truth in its interval where it draws a sample', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => {
        const name = String(i).padStart(3, '0');
        return [`d${i % 7}/${name}.zip`, i % 5 === 4 ? unrelated(i) : version(i)] as const;
      }),
    );
    await fill(many);
    const real = await storedBy(many);
    const analyses = await Promise.all(
      Array.from({ length: 20 }, (_, seed) => analyzed({ sample: 30, seed })),
    );
    const held = analyses.filter(({ predicted: { low, high } }) => low <= real && real <= high);
    expect(held.length).toBeGreaterThanOrEqual(18);
    for (const { sample, confidence } of analyses) {
      expect(sample.draws).toBe(30);
      expect(sample.share).toBeLessThan(0.11);
      expect(['low', 'medium']).toContain(confidence);
    }
    const finer = await analyzed({ sample: 200, seed: 1 });
    const width = ({ predicted: { low, high } }: Analysis) => high - low;
    expect(width(finer)).toBeLessThan(width(await analyzed({ sample: 30, seed: 1 })) / 2);
  });

  it('reads no more than it was told, and says before what that will be', async () => {
    await fill(MIXED);
    let read = 0;
    const costs: AnalysisCost[] = [];
    const { source, ...rest } = countingReads(() => read++);
    const analysis = await analyze({
      ...rest,
      source,
      maxBytes: 450,
      onCost: (cost) => {
        expect(read).toBe(0);
        costs.push(cost);
      },
    });
    const [cost] = costs;
    expect(costs).toHaveLength(1);
    expect(cost?.bytes).toBeLessThanOrEqual(450);
    expect(cost).toMatchObject({
      reads: read,
      requests: 3 * read,
      bytes: analysis.sample.bytesRead,
    });
    expect(analysis.confidence).not.toBe('exact');
  });

  function countingReads(onRead: () => void) {
    const source = storedObjects({ engine, bucket: BUCKET });
    const open: typeof source.open = async (key) => {
      onRead();
      return source.open(key);
    };
    return { engine, source: { ...source, open } };
  }

  it('promises nothing for what is too large to be read', async () => {
    await fill({ 'a/1.zip': version(1), 'a/2.zip': version(2) });
    expect(await analyzed({ maxBytes: 399 })).toMatchObject({
      confidence: 'none',
      predicted: { size: 432, low: 432, high: 432 },
      kinds: { tooLarge: { objects: 1, bytes: 200 } },
      sample: { objects: 0, share: undefined, bytesRead: 0 },
    });
  });

  it('counts deltas with what they have, and measures against the reference that is there', async () => {
    for (const seed of [1, 2]) {
      const body = bufferSource(version(seed));
      await putObject(engine, { address: at(`app/b${seed}.zip`), body });
    }
    const before = await analyzed();
    expect(before.predicted.size).toBe(before.today);
    expect(before).toMatchObject({ confidence: 'exact', saved: { bytes: 0, ratio: 0 } });
    await fill({ 'app/a.zip': version(3) });
    const after = await analyzed();
    expect(after.kinds).toMatchObject({
      deltas: { objects: 2, bytes: before.today },
      candidates: { objects: 1, bytes: 200 },
      references: { objects: 0 },
    });
    await putObject(engine, { address: at('app/a.zip'), body: bufferSource(version(3)) });
    expect(after.predicted.size).toBe((await analyzed()).today);
  });

  it('counts whole what would not pay', async () => {
    await fill({ 'a/1.zip': version(1), 'a/2.zip': unrelated(2) });
    const { predicted } = await analyzed();
    expect(predicted.size).toBe(400 + 32);
    expect((await analyzed({ delta: false })).predicted.size).toBe(400);
  });

  it('leaves filters and prefix to choose', async () => {
    await fill(MIXED);
    const only = await analyzed({
      filters: [
        { type: 'exclude', pattern: '*' },
        { type: 'include', pattern: 'app/*.zip' },
      ],
    });
    expect(only).toMatchObject({ objects: 3, today: 600 });
    expect(await analyzed({ prefix: 'app' })).toMatchObject({ objects: 4, today: 800 });
    expect(await analyzed({ prefix: 'ap' })).toMatchObject({
      objects: 0,
      saved: { ratio: undefined },
      confidence: 'exact',
    });
  });

  it('leaves out, and counts, what is gone when it is to be read', async () => {
    await fill({ 'a/1.zip': version(1), 'a/2.zip': version(2), 'a/3.zip': version(3) });
    const analysis = await analyzed({
      onCost: () => void storage.delete(at('a/3.zip')),
    });
    expect(analysis.sample).toMatchObject({ objects: 1, unread: 1 });
    expect(analysis.confidence).not.toBe('exact');
    const { low, high, size } = analysis.predicted;
    expect(high - low).toBe(200);
    expect(size).toBeGreaterThan(low);
  });

  it('fails where the store does', async () => {
    await fill(MIXED);
    const error = new Error('no answer');
    const codec: DeltaCodecPort = {
      name: 'broken',
      // eslint-disable-next-line require-yield -- it fails before
      async *encode() {
        throw error;
      },
      async *decode() {
        yield new Uint8Array();
      },
    };
    await expect(analyzed({ engine: { ...engine, codec } })).rejects.toBe(error);
    await expect(analyzed({ signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  });

  it('writes nothing', async () => {
    await fill(MIXED);
    const rows = async () => {
      const found: unknown[] = [];
      for await (const row of storage.list(BUCKET)) found.push(row);
      return found;
    };
    const before = await rows();
    await analyzed();
    expect(await rows()).toEqual(before);
  });

  it('has a price where it is given one', async () => {
    await fill(MIXED);
    const { money, today, predicted } = await analyzed({ pricePerGigabyteMonth: 2 ** 30 });
    expect(money).toEqual({
      pricePerGigabyteMonth: 2 ** 30,
      today,
      predicted: predicted.size,
      saved: today - predicted.size,
    });
    expect((await analyzed()).money).toBeUndefined();
  });
});

describe('directoryFiles', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'deltaglider-analysis-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is analyzed as the same objects in a store are', async () => {
    for (const [key, bytes] of Object.entries(MIXED)) {
      await mkdir(dirname(join(root, key)), { recursive: true });
      await writeFile(join(root, key), bytes);
    }
    await fill(MIXED);
    expect(await analyze({ engine, source: directoryFiles({ path: root }) })).toEqual(
      await analyzed(),
    );
    const filters = [{ type: 'exclude', pattern: 'app/*' }] as const;
    const source = directoryFiles({ path: root, filters });
    expect(await analyze({ engine, source })).toMatchObject({ objects: 3 });
  });

  it('is refused where there is none', async () => {
    const source = directoryFiles({ path: join(root, 'none') });
    await expect(analyze({ engine, source })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `The user-provided path ${join(root, 'none')} does not exist.`,
    });
  });
});
