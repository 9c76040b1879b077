import { createHash } from 'node:crypto';
import {
  bufferSource,
  DeltaGliderError,
  MemoryCache,
  MemoryStorage,
  trashKeyOf,
  type Engine,
  type IncompleteUpload,
} from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestAt, keysIn, loseToTrash, makeTwins, touch } from '../../test/broken-bucket.ts';
import {
  at,
  BUCKET,
  clientOf,
  expectAllIntact,
  put,
  read,
  unrelated,
  version,
} from '../../test/safety-engine.ts';
import { repairBucket } from './repair-bucket.ts';
import type { RepairFinding } from './repair-finding.ts';
import type { RepairBucketOptions } from './repair-options.ts';

const HOUR = 3_600_000;

let now: number;
let storage: MemoryStorage;
let engine: Engine;
const clock = () => new Date((now += 1000));

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  storage = new MemoryStorage({ clock });
  await storage.createBucket(BUCKET);
  engine = clientOf(storage, { clock });
});

async function repair(options: Partial<RepairBucketOptions> = {}) {
  const findings: RepairFinding[] = [];
  const summary = await repairBucket({
    // A machine that has nothing cached, a day later.
    engine: clientOf(storage, { clock: () => new Date(now + 24 * HOUR) }),
    bucket: BUCKET,
    observe: (finding) => findings.push(finding),
    ...options,
  });
  return { findings, summary };
}

const nothing = { mended: 0, mendable: 0, postponed: 0, damaged: 0, failed: 0 };
const keysOf = (findings: readonly RepairFinding[]) =>
  findings.flatMap(({ addresses }) => addresses.map(({ key }) => key));

describe('a healthy bucket', () => {
  it('needs no repair, and one HEAD for each delta and reference', async () => {
    for (const seed of [1, 2, 3]) await put(engine, `a/${seed}.zip`, version(seed));
    await put(engine, 'a/b/1.zip', version(1));
    await put(engine, 'notes.txt', unrelated(1));
    const watched = new FaultyStorage(storage);
    const progress: number[] = [];
    const { findings, summary } = await repair({
      engine: clientOf(watched),
      onProgress: (objects) => progress.push(objects),
    });
    expect(findings).toEqual([]);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(summary).toEqual({ ...nothing, objects: 7, deltas: 4 });
    expect(watched.calls.map(({ method }) => method)).toEqual([
      'list',
      'head',
      'head',
      'head',
      'head',
      'head',
      'head',
    ]);
  });

  it('may have a reference in the trash beside the one in its place', async () => {
    await put(engine, 'a/1.zip', version(1));
    await storage.copy(at('a/reference.bin'), at(trashKeyOf('a'.repeat(64))));
    expect((await repair()).findings).toEqual([]);
  });

  it('may keep references elsewhere than beside the deltas', async () => {
    await put(engine, 'a/1.zip', version(1));
    await storage.copy(at('a/1.zip.delta'), at('b/1.zip.delta'));
    await storage.delete(at('a/1.zip.delta'));
    expect((await repair()).findings).toEqual([]);
    expect(await read(storage, 'b/1.zip')).toEqual(version(1));
  });
});

describe('deltas without their reference', () => {
  it('get it back from the trash', async () => {
    for (const seed of [1, 2]) await put(engine, `a/${seed}.zip`, version(seed));
    const before = await storage.head(at('a/reference.bin'));
    const sha256 = await loseToTrash(storage, 'a/reference.bin');
    const dry = await repair({ dryRun: true });
    expect(dry.findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'mendable' }]);
    expect(await storage.head(at('a/reference.bin'))).toBeUndefined();
    const { findings, summary } = await repair();
    expect(findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'mended' }]);
    expect(keysOf(findings)).toEqual(['a/1.zip', 'a/2.zip']);
    expect(findings[0]?.message).toBe(
      `2 objects had lost the reference s3://${BUCKET}/a/reference.bin; it was put back from the trash.`,
    );
    expect(summary).toMatchObject({ ...nothing, mended: 2 });
    expect(await storage.head(at('a/reference.bin'))).toMatchObject({
      metadata: before?.metadata,
    });
    await storage.delete(at(trashKeyOf(sha256)));
    await expectAllIntact(storage);
    expect((await repair()).findings).toEqual([]);
  });

  it('get it back from the cache of this machine', async () => {
    for (const seed of [1, 2]) await put(engine, `a/${seed}.zip`, version(seed));
    await storage.delete(at('a/reference.bin'));
    const { findings } = await repair({ engine });
    expect(findings).toMatchObject([{ outcome: 'mended' }]);
    expect(findings[0]?.message).toContain('put back from the cache of this machine');
    await expectAllIntact(storage);
  });

  it.each(['trash', 'cache'])(
    'are stored anew where another reference has its place, by the %s',
    async (copy) => {
      for (const seed of [1, 2]) await put(engine, `a/${seed}.zip`, version(seed));
      if (copy === 'trash') await loseToTrash(storage, 'a/reference.bin');
      else await storage.delete(at('a/reference.bin'));
      await put(clientOf(storage), 'a/3.zip', unrelated(3));
      const options = copy === 'cache' ? { engine } : {};
      const dry = await repair({ ...options, dryRun: true });
      expect(dry.summary).toMatchObject({ ...nothing, mendable: 2 });
      const { findings, summary } = await repair(options);
      expect(summary).toMatchObject({ ...nothing, mended: 2 });
      expect(keysOf(findings).sort()).toEqual(['a/1.zip', 'a/2.zip']);
      for (const key of await keysIn(storage)) {
        if (key.startsWith('.deltaglider/')) await storage.delete(at(key));
      }
      expect(await read(storage, 'a/1.zip')).toEqual(version(1));
      expect(await read(storage, 'a/2.zip')).toEqual(version(2));
      expect(await read(storage, 'a/3.zip')).toEqual(unrelated(3));
    },
  );

  it('keep their time and their own metadata when they are stored anew', async () => {
    await put(engine, 'a/1.zip', version(1));
    const before = await storage.head(at('a/1.zip.delta'));
    await storage.copy(at('a/1.zip.delta'), at('a/1.zip.delta'), {
      metadata: { ...before?.metadata, colour: 'blue' },
    });
    await loseToTrash(storage, 'a/reference.bin');
    await put(clientOf(storage), 'a/3.zip', unrelated(3));
    await repair();
    const after = await storage.head(at('a/1.zip'));
    expect(after?.metadata).toMatchObject({
      colour: 'blue',
      'dg-created-at': before?.metadata['dg-created-at'],
    });
  });

  it('are reported with every key when no copy is left', async () => {
    for (const seed of [1, 2]) await put(engine, `a/${seed}.zip`, version(seed));
    await put(engine, 'b/1.zip', version(1));
    const sha256 = await digestAt(storage, 'a/reference.bin');
    await storage.delete(at('a/reference.bin'));
    const { findings, summary } = await repair();
    expect(findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'damaged' }]);
    expect(keysOf(findings)).toEqual(['a/1.zip', 'a/2.zip']);
    expect(findings[0]?.message).toContain(sha256);
    expect(findings[0]?.hint).toContain(`to s3://${BUCKET}/a/reference.bin, with`);
    expect(summary).toMatchObject({ ...nothing, damaged: 2 });
    // What the hint says helps, also when the copy has lost its metadata.
    await storage.copy(at('b/reference.bin'), at('a/reference.bin'), { metadata: {} });
    expect((await repair()).findings).toMatchObject([{ outcome: 'mended' }]);
    await expectAllIntact(storage);
  });

  it('and where to put one by hand when another reference has the place', async () => {
    for (const prefix of ['a/', 'b/']) await put(engine, `${prefix}1.zip`, version(1));
    const sha256 = await digestAt(storage, 'a/reference.bin');
    await storage.delete(at('a/reference.bin'));
    await put(clientOf(storage), 'a/3.zip', unrelated(3));
    const { findings } = await repair();
    expect(findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'damaged' }]);
    const place = at(trashKeyOf(sha256));
    expect(findings[0]?.hint).toContain(`to s3://${BUCKET}/${place.key}, with`);
    await storage.copy(at('b/reference.bin'), place, { metadata: {} });
    expect((await repair()).findings).toMatchObject([{ outcome: 'mended' }]);
    await expectAllIntact(storage);
  });

  it('do not get a copy in the trash that is damaged itself', async () => {
    await put(engine, 'a/1.zip', version(1));
    const sha256 = await loseToTrash(storage, 'a/reference.bin');
    const trash = at(trashKeyOf(sha256));
    const { metadata } = (await storage.head(trash)) ?? {};
    await storage.put(trash, bufferSource(unrelated(1)), { metadata });
    const { findings } = await repair();
    expect(findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'damaged' }]);
    expect(await storage.head(at('a/reference.bin'))).toBeUndefined();
  });

  it('do not get what a cache lies about', async () => {
    await put(engine, 'a/1.zip', version(1));
    await storage.delete(at('a/reference.bin'));
    const cache = new MemoryCache(() => createHash('sha256'));
    cache.get = async () => ({ ...bufferSource(unrelated(1)), close: async () => undefined });
    const { findings } = await repair({ engine: clientOf(storage, { cache }) });
    expect(findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'damaged' }]);
    expect(await storage.head(at('a/reference.bin'))).toBeUndefined();
  });

  it('take the present reference along when they are stored whole and were its last', async () => {
    await put(engine, 'a/1.zip', version(1));
    await loseToTrash(storage, 'a/reference.bin');
    await put(clientOf(storage), 'a/3.zip', unrelated(3));
    await storage.delete(at('a/3.zip.delta'));
    await repair();
    const keys = await keysIn(storage);
    expect(keys.filter((key) => !key.startsWith('.deltaglider/'))).toEqual(['a/1.zip']);
  });

  it('get one back that has only lost its metadata', async () => {
    await put(engine, 'a/1.zip', version(1));
    await storage.copy(at('a/reference.bin'), at('a/reference.bin'), {
      metadata: { colour: 'red' },
    });
    const { findings } = await repair();
    expect(findings).toMatchObject([{ kind: 'unlabelled-reference', outcome: 'mended' }]);
    expect((await storage.head(at('a/reference.bin')))?.metadata).toMatchObject({
      colour: 'red',
      'dg-note': 'reference',
    });
    await put(clientOf(storage), 'a/2.zip', version(2));
    expect(await storage.head(at('a/2.zip.delta'))).toBeDefined();
  });
});

describe('twins', () => {
  it.each([true, false])(
    'lose the older one when the newer is intact (delta: %s)',
    async (delta) => {
      await put(engine, 'a/0.zip', version(0));
      await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta });
      const dry = await repair({ dryRun: true });
      expect(dry.findings).toMatchObject([{ kind: 'stale-twin', outcome: 'mendable' }]);
      expect(await keysIn(storage)).toHaveLength(4);
      const { findings } = await repair();
      expect(findings).toMatchObject([{ kind: 'stale-twin', outcome: 'mended' }]);
      expect(keysOf(findings)).toEqual(['a/1.zip']);
      expect(await keysIn(storage)).toEqual([
        'a/0.zip.delta',
        delta ? 'a/1.zip.delta' : 'a/1.zip',
        'a/reference.bin',
      ]);
      expect(await read(storage, 'a/1.zip')).toEqual(version(2));
    },
  );

  it('are found although other keys stand between them', async () => {
    await put(engine, 'a/0.zip', version(0));
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: false });
    for (const key of ['a/1.zip-x', 'a/1.zip.asc', 'a/1.zip!', 'a/1.zip.de']) {
      await put(engine, key, unrelated(1));
    }
    expect(keysOf((await repair()).findings)).toEqual(['a/1.zip']);
  });

  it('take the reference along with its last delta', async () => {
    await put(engine, 'a/0.zip', version(0));
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: false });
    await storage.delete(at('a/0.zip.delta'));
    await repair();
    expect((await keysIn(storage)).filter((key) => !key.startsWith('.deltaglider/'))).toEqual([
      'a/1.zip',
    ]);
  });

  it('are not touched when the newer one is damaged', async () => {
    await put(engine, 'a/0.zip', version(0));
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: false });
    const { metadata } = (await storage.head(at('a/1.zip'))) ?? {};
    await storage.put(at('a/1.zip'), bufferSource(unrelated(1)), { metadata });
    const { findings, summary } = await repair();
    expect(findings).toMatchObject([{ kind: 'stale-twin', outcome: 'damaged' }]);
    expect(findings[0]?.message).toContain('The older delta is intact.');
    expect(findings[0]?.hint).toContain(`delete s3://${BUCKET}/a/1.zip with`);
    expect(summary.damaged).toBe(1);
    expect(await keysIn(storage)).toHaveLength(4);
  });

  it('are left alone while a writer may be at work', async () => {
    await put(engine, 'a/0.zip', version(0));
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: true });
    const { findings } = await repair({ engine: clientOf(storage, { clock }) });
    expect(findings).toMatchObject([{ kind: 'stale-twin', outcome: 'postponed' }]);
    expect(await keysIn(storage)).toHaveLength(4);
  });

  it('need no reference for a delta that is the older one', async () => {
    await put(engine, 'a/0.zip', version(0));
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: false });
    await storage.delete(at('a/0.zip.delta'));
    await storage.delete(at('a/reference.bin'));
    for (const dryRun of [true, false]) {
      const { findings } = await repair({ dryRun });
      expect(findings.map(({ kind }) => kind)).toEqual(['stale-twin']);
    }
  });

  it('get the reference of the newer one back first', async () => {
    await put(engine, 'a/0.zip', version(0));
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: true });
    await storage.delete(at('a/reference.bin'));
    const later = { ...engine, clock: () => new Date(now + 24 * HOUR) };
    for (const dryRun of [true, false]) {
      const { findings, summary } = await repair({ engine: later, dryRun });
      expect(findings.map(({ kind }) => kind)).toEqual(['dangling-delta', 'stale-twin']);
      expect(summary.damaged).toBe(0);
    }
    await expectAllIntact(storage);
  });
});

describe('references that no delta needs', () => {
  beforeEach(async () => {
    await put(engine, 'a/1.zip', version(1));
    await storage.delete(at('a/1.zip.delta'));
  });

  it('go to the trash', async () => {
    const sha256 = await digestAt(storage, 'a/reference.bin');
    expect((await repair({ dryRun: true })).findings).toMatchObject([
      { kind: 'orphan-reference', outcome: 'mendable' },
    ]);
    expect(await keysIn(storage)).toEqual(['a/reference.bin']);
    const { findings } = await repair();
    expect(findings).toMatchObject([{ kind: 'orphan-reference', outcome: 'mended' }]);
    expect(keysOf(findings)).toEqual(['a/reference.bin']);
    expect(await keysIn(storage)).toEqual([trashKeyOf(sha256)]);
  });

  it('stay while they are new', async () => {
    const { findings } = await repair({ engine: clientOf(storage, { clock }) });
    expect(findings).toMatchObject([{ kind: 'orphan-reference', outcome: 'postponed' }]);
    expect(await keysIn(storage)).toEqual(['a/reference.bin']);
  });
});

describe('a repair', () => {
  it('reports deltas whose metadata is damaged', async () => {
    await put(engine, 'a/1.zip', version(1));
    const { metadata } = (await storage.head(at('a/1.zip.delta'))) ?? {};
    await storage.copy(at('a/1.zip.delta'), at('a/1.zip.delta'), {
      metadata: { ...metadata, 'dg-file-size': 'large' },
    });
    const { findings, summary } = await repair();
    expect(findings).toMatchObject([{ kind: 'damaged-metadata', outcome: 'damaged' }]);
    expect(keysOf(findings)).toEqual(['a/1.zip']);
    expect(summary.damaged).toBe(1);
    expect(await keysIn(storage)).toContain('a/reference.bin');
  });

  it('looks below its prefix only', async () => {
    for (const prefix of ['a/', 'ab/']) {
      await put(engine, `${prefix}1.zip`, version(1));
      await loseToTrash(storage, `${prefix}reference.bin`);
    }
    expect(keysOf((await repair({ prefix: 'a' })).findings)).toEqual(['a/1.zip']);
    expect(keysOf((await repair()).findings)).toEqual(['ab/1.zip']);
  });

  it('goes on when something cannot be read, and says so', async () => {
    for (const prefix of ['a/', 'b/']) await put(engine, `${prefix}1.zip`, version(1));
    await loseToTrash(storage, 'b/reference.bin');
    const denied = new DeltaGliderError('ACCESS_DENIED', 'You may not look at that.');
    const faulty = new FaultyStorage(storage, [{ call: 2, mode: 'before', error: denied }]);
    const { findings, summary } = await repair({ engine: clientOf(faulty) });
    expect(findings).toMatchObject([
      { kind: 'unreadable', outcome: 'failed', error: denied },
      { kind: 'dangling-delta', outcome: 'mended' },
    ]);
    expect(summary).toMatchObject({ ...nothing, failed: 1, mended: 1 });
    expect(await keysIn(storage)).toContain('a/reference.bin');
  });

  it('is not fooled by what changes after it was listed', async () => {
    await put(engine, 'a/1.zip', version(1));
    const sha256 = await loseToTrash(storage, 'a/reference.bin');
    // Somebody deletes the object as soon as the listing and the first look are over.
    const view = new FaultyStorage(storage);
    const head = view.head.bind(view);
    view.head = async (address, options) => {
      const found = await head(address, options);
      if (view.calls.length === 2) await storage.delete(at('a/1.zip.delta'));
      return found;
    };
    expect((await repair({ engine: clientOf(view) })).findings).toEqual([]);
    expect(await keysIn(storage)).toEqual([trashKeyOf(sha256)]);
  });

  it('ends with the reason of an abort', async () => {
    await put(engine, 'a/1.zip', version(1));
    const reason = new Error('enough');
    await expect(repair({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('ends so on its way, too, before it mends anything', async () => {
    for (const prefix of ['a/', 'b/', 'c/']) {
      await put(engine, `${prefix}1.zip`, version(1));
      await loseToTrash(storage, `${prefix}reference.bin`);
    }
    const controller = new AbortController();
    const findings: RepairFinding[] = [];
    const ended = repair({
      signal: controller.signal,
      onProgress: (objects) => {
        if (objects === 2) controller.abort(new Error('enough'));
      },
      observe: (finding) => findings.push(finding),
    });
    await expect(ended).rejects.toThrow('enough');
    expect(findings).toEqual([]);
    expect((await keysIn(storage)).filter((key) => key.endsWith('/reference.bin'))).toHaveLength(1);
  });

  it('rejects when the bucket is not there', async () => {
    await expect(repair({ bucket: 'absent' })).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });

  it('treats a cache that fails as empty', async () => {
    await put(engine, 'a/1.zip', version(1));
    await storage.delete(at('a/reference.bin'));
    const cache = new MemoryCache(() => createHash('sha256'));
    cache.get = async () => {
      throw new Error('the disk is broken');
    };
    const { findings } = await repair({ engine: clientOf(storage, { cache }) });
    expect(findings).toMatchObject([{ kind: 'dangling-delta', outcome: 'damaged' }]);
  });

  it('touches nothing in a dry run', async () => {
    await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: false });
    await put(engine, 'b/1.zip', version(1));
    await loseToTrash(storage, 'b/reference.bin');
    await put(engine, 'c/1.zip', version(1));
    await storage.delete(at('c/1.zip.delta'));
    const watched = new FaultyStorage(storage);
    const late = () => new Date(now + 24 * HOUR);
    const { summary } = await repair({ engine: clientOf(watched, { clock: late }), dryRun: true });
    expect(summary).toMatchObject({ ...nothing, mendable: 3 });
    const methods = new Set(watched.calls.map(({ method }) => method));
    expect([...methods].sort()).toEqual(['get', 'head', 'list']);
  });
});

describe('incomplete uploads', () => {
  const started = (hours: number): IncompleteUpload => ({
    key: `a/${hours}.zip`,
    uploadId: `id-${hours}`,
    startedAt: new Date(now + 24 * HOUR - hours * HOUR),
  });

  function fakeUploads(...present: IncompleteUpload[]) {
    const aborted: string[] = [];
    const prefixes: (string | undefined)[] = [];
    const uploads = {
      async *listIncompleteUploads(_bucket: string, options?: { prefix?: string | undefined }) {
        prefixes.push(options?.prefix);
        yield* present;
      },
      abortIncompleteUpload: async (_bucket: string, upload: { uploadId: string }) => {
        if (upload.uploadId === 'id-999') throw new Error('no');
        aborted.push(upload.uploadId);
      },
    };
    return { uploads, aborted, prefixes };
  }

  it('are aborted when they are old', async () => {
    const { uploads, aborted, prefixes } = fakeUploads(started(1), started(169), started(200));
    const dry = await repair({ uploads, dryRun: true });
    expect(keysOf(dry.findings)).toEqual(['a/169.zip', 'a/200.zip']);
    expect(aborted).toEqual([]);
    const { findings } = await repair({ uploads, prefix: 'a' });
    expect(findings).toMatchObject([{ kind: 'incomplete-upload', outcome: 'mended' }, {}]);
    expect(aborted).toEqual(['id-169', 'id-200']);
    expect(prefixes).toEqual(['', 'a/']);
    await repair({ uploads, uploadAge: HOUR / 2 });
    expect(aborted).toContain('id-1');
  });

  it('do not stop each other', async () => {
    const { uploads, aborted } = fakeUploads(started(999), started(200));
    expect((await repair({ uploads })).summary).toMatchObject({ failed: 1, mended: 1 });
    expect(aborted).toEqual(['id-200']);
  });
});

it('keeps a twin that was touched again', async () => {
  await put(engine, 'a/0.zip', version(0));
  await makeTwins(engine, 'a/1.zip', { old: version(1), current: version(2), delta: true });
  // The whole object becomes the newer one between the look and the removal.
  const view = new FaultyStorage(storage);
  const remove = view.delete.bind(view);
  view.delete = async (address, options) => {
    await touch(storage, 'a/1.zip');
    await remove(address, options);
  };
  const late = () => new Date(now + 24 * HOUR);
  expect((await repair({ engine: clientOf(view, { clock: late }) })).findings).toEqual([]);
  expect(await keysIn(storage)).toHaveLength(4);
  expect(await read(storage, 'a/1.zip')).toEqual(version(1));
});
