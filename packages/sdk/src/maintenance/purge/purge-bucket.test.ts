import {
  bufferSource,
  DeltaGliderError,
  deleteObject,
  MemoryStorage,
  trashKeyOf,
  type Engine,
  type IncompleteUpload,
} from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { digestAt, keysIn, loseToTrash } from '../../../test/broken-bucket.ts';
import { fillBucket } from '../../../test/python-tool-bucket.ts';
import {
  at,
  BUCKET,
  clientOf,
  expectAllIntact,
  put,
  unrelated,
  version,
} from '../../../test/safety-engine.ts';
import { purgeBucket } from './purge-bucket.ts';
import type { PurgeBucketOptions, PurgeFinding } from './purge-options.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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

async function purge(options: Partial<PurgeBucketOptions> = {}) {
  const findings: PurgeFinding[] = [];
  const observe = (finding: PurgeFinding) => void findings.push(finding);
  const summary = await purgeBucket({ engine, bucket: BUCKET, observe, ...options });
  return { summary, findings, keys: findings.map(({ address }) => address.key) };
}

const nothing = { purged: 0, purgeable: 0, kept: 0, failed: 0, young: 0, bytes: 0 };
const temporary = (name: string, metadata = {}) =>
  storage.put(at(`.deltaglider/tmp/${name}`), bufferSource(new Uint8Array(100)), { metadata });

/** Puts an object and deletes it, so that its reference is in the trash. */
async function trash(key: string, bytes: Uint8Array): Promise<string> {
  await put(engine, key, bytes);
  const sha256 = await digestAt(storage, `${key}.delta`);
  await deleteObject(engine, { address: at(key) });
  return trashKeyOf(sha256);
}

describe('a bucket in use', () => {
  it('has nothing to purge', async () => {
    for (const seed of [1, 2]) await put(engine, `app/${seed}.zip`, version(seed));
    await put(engine, 'notes.txt', unrelated(1));
    await storage.put(at('tmp/.deltaglider/tmp/x'), bufferSource(new Uint8Array(1)));
    const before = await keysIn(storage);
    now += 365 * DAY;
    expect((await purge({ olderThan: HOUR })).summary).toEqual(nothing);
    expect(await keysIn(storage)).toEqual(before);
  });

  it('takes two listings where nothing has expired', async () => {
    await trash('app/1.zip', version(1));
    await put(engine, 'app/2.zip', version(2));
    const watched = new FaultyStorage(storage);
    const { summary } = await purge({ engine: clientOf(watched, { clock }) });
    expect(summary).toEqual({ ...nothing, young: 1 });
    expect(watched.calls.map(({ method }) => method)).toEqual(['list', 'list']);
  });

  it('is refused for what a writer may still need', async () => {
    await expect(purge({ olderThan: HOUR - 1 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
    await expect(purge({ olderThan: NaN })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('temporary objects', () => {
  it('go when they expire, whatever their age', async () => {
    const soon = new Date(now + 2 * HOUR).toISOString();
    const later = new Date(now + 30 * DAY).toISOString();
    await temporary('soon', { 'dg-expires-at': soon });
    await temporary('later', { 'dg-expires-at': later });
    expect((await purge()).summary).toEqual({ ...nothing, young: 2 });
    now += 3 * HOUR;
    const { summary, findings } = await purge();
    expect(summary).toEqual({ ...nothing, purged: 1, young: 1, bytes: 100 });
    expect(findings).toMatchObject([
      {
        kind: 'temporary',
        outcome: 'purged',
        message: `s3://${BUCKET}/.deltaglider/tmp/soon expired at ${soon}; it was deleted.`,
      },
    ]);
    now += 20 * DAY;
    expect((await purge({ olderThan: HOUR })).summary).toEqual({ ...nothing, young: 1 });
  });

  it('stay while another clock may not have seen them expire', async () => {
    await temporary('x', { 'dg-expires-at': new Date(now - HOUR / 6).toISOString() });
    expect((await purge()).summary).toMatchObject({ purged: 0, young: 1 });
    now += HOUR / 6;
    expect((await purge()).summary).toMatchObject({ purged: 1, young: 0 });
  });

  it('go when they are old, where they do not say when they expire', async () => {
    await temporary('probe-1');
    await temporary('odd', { 'dg-expires-at': 'tomorrow' });
    now += 7 * DAY - HOUR;
    expect((await purge()).summary).toEqual({ ...nothing, young: 2 });
    now += HOUR;
    expect((await purge()).summary).toMatchObject({ purged: 2 });
    expect(await keysIn(storage)).toEqual([]);
  });

  it('of the Python tool go when they expire, and nothing else of it goes', async () => {
    await fillBucket(storage, BUCKET);
    const before = await keysIn(storage);
    const [copy = ''] = before.filter((key) => key.startsWith('.deltaglider/tmp/'));
    expect((await purge()).summary).toMatchObject({ purged: 0, young: 1 });
    // It says 2026-11-22T13:28:11.909020, and means UTC.
    now = Date.UTC(2026, 10, 22, 13, 40);
    expect((await purge({ olderThan: HOUR })).summary).toMatchObject({ purged: 0, young: 1 });
    now = Date.UTC(2026, 10, 22, 13, 44);
    const { keys } = await purge({ olderThan: HOUR });
    expect(keys).toEqual([copy]);
    expect(await keysIn(storage)).toEqual(before.filter((key) => key !== copy));
  });

  it('stay when they were written anew meanwhile', async () => {
    await temporary('x');
    now += 8 * DAY;
    const view = new FaultyStorage(storage);
    const remove = view.delete.bind(view);
    view.delete = async (address, options) => {
      await temporary('x');
      await remove(address, options);
    };
    const { summary } = await purge({ engine: clientOf(view, { clock }) });
    expect(summary).toEqual({ ...nothing, young: 1 });
    expect(await keysIn(storage)).toHaveLength(1);
  });

  it('do not keep each other', async () => {
    await temporary('a');
    await temporary('b');
    now += 8 * DAY;
    const view = new FaultyStorage(storage);
    const remove = view.delete.bind(view);
    view.delete = async (address, options) => {
      if (address.key.endsWith('a')) throw new DeltaGliderError('ACCESS_DENIED', 'It is denied.');
      await remove(address, options);
    };
    const { summary, findings } = await purge({ engine: clientOf(view, { clock }) });
    expect(summary).toMatchObject({ purged: 1, failed: 1, bytes: 100 });
    expect(findings[0]).toMatchObject({ outcome: 'failed', message: 'It is denied.' });
  });
});

describe('the trash', () => {
  it('is emptied after a week, or as long as is asked for', async () => {
    const key = await trash('app/1.zip', version(1));
    now += 6 * DAY;
    expect((await purge()).summary).toEqual({ ...nothing, young: 1 });
    const dry = await purge({ olderThan: 5 * DAY, dryRun: true });
    expect(dry).toMatchObject({ keys: [key], summary: { purgeable: 1, purged: 0 } });
    expect(await keysIn(storage)).toEqual([key]);
    expect((await purge({ olderThan: 5 * DAY })).summary).toMatchObject({ purged: 1 });
    expect(await keysIn(storage)).toEqual([]);
  });

  it('keeps the reference of a delta that has it nowhere else', async () => {
    await put(engine, 'app/1.zip', version(1));
    await put(engine, 'z/app/1.zip', unrelated(1));
    const sha256 = await loseToTrash(storage, 'app/reference.bin');
    await trash('other/1.zip', unrelated(2));
    now += 100 * DAY;
    const { summary, findings } = await purge();
    expect(summary).toMatchObject({ purged: 1, kept: 1 });
    expect(findings.find(({ outcome }) => outcome === 'kept')).toMatchObject({
      address: at(trashKeyOf(sha256)),
      hint: 'Repair puts it back into its place.',
    });
    await expectAllIntact(storage);
  });

  it('keeps it, too, where the place has another reference by now', async () => {
    await put(engine, 'app/1.zip', version(1));
    await loseToTrash(storage, 'app/reference.bin');
    await put(clientOf(storage, { clock }), 'app/2.zip', unrelated(2));
    now += 100 * DAY;
    expect((await purge()).summary).toMatchObject({ purged: 0, kept: 1 });
    await expectAllIntact(storage);
  });

  it('keeps a reference that is in use again', async () => {
    await trash('app/1.zip', version(1));
    await put(engine, 'elsewhere/1.zip', version(1));
    now += 100 * DAY;
    expect((await purge()).summary).toMatchObject({ purged: 0, kept: 1 });
    await deleteObject(engine, { address: at('elsewhere/1.zip') });
    expect((await purge()).summary).toEqual({ ...nothing, young: 1 });
    now += 8 * DAY;
    expect((await purge()).summary).toMatchObject({ purged: 1 });
  });

  it('keeps everything where it is not known who needs it', async () => {
    await trash('app/1.zip', version(1));
    await put(engine, 'b/1.zip', unrelated(1));
    now += 100 * DAY;
    const view = new FaultyStorage(storage);
    const head = view.head.bind(view);
    view.head = async (address, options) => {
      if (address.key === 'b/1.zip.delta') throw new DeltaGliderError('ACCESS_DENIED', 'No.');
      return await head(address, options);
    };
    const { summary } = await purge({ engine: clientOf(view, { clock }) });
    expect(summary).toMatchObject({ purged: 0, failed: 1 });
    expect(await keysIn(storage)).toHaveLength(3);
  });

  it('keeps what is none of ours', async () => {
    const odd = '.deltaglider/trash/notes.txt';
    await storage.put(at(odd), bufferSource(new Uint8Array(1)));
    now += 100 * DAY;
    expect((await purge()).summary).toEqual(nothing);
    expect(await keysIn(storage)).toEqual([odd]);
  });
});

describe('incomplete uploads', () => {
  const started = (days: number): IncompleteUpload => ({
    key: `a/${days}.zip`,
    uploadId: `id-${days}`,
    startedAt: new Date(now - days * DAY),
  });

  function fakeUploads(...present: IncompleteUpload[]) {
    const aborted: string[] = [];
    const uploads = {
      async *listIncompleteUploads() {
        yield* present;
      },
      abortIncompleteUpload: async (_: string, { uploadId }: { uploadId: string }) => {
        if (uploadId === 'id-999') throw new Error('No.');
        aborted.push(uploadId);
      },
    };
    return { uploads, aborted };
  }

  it('are aborted when they are old, whatever becomes of others', async () => {
    const { uploads, aborted } = fakeUploads(started(1), started(999), started(8));
    const dry = await purge({ uploads, dryRun: true });
    expect(dry.summary).toEqual({ ...nothing, purgeable: 2, young: 1 });
    expect(aborted).toEqual([]);
    const { summary } = await purge({ uploads });
    expect(summary).toEqual({ ...nothing, purged: 1, failed: 1, young: 1 });
    expect(aborted).toEqual(['id-8']);
    await purge({ uploads, olderThan: HOUR });
    expect(aborted).toContain('id-1');
  });

  it('that cannot be listed are a failure, and the rest is purged', async () => {
    await temporary('x');
    now += 8 * DAY;
    const { uploads } = fakeUploads();
    const denied = {
      ...uploads,
      // eslint-disable-next-line require-yield -- it ends before there is anything
      listIncompleteUploads: async function* () {
        throw new Error('No.');
      },
    };
    expect((await purge({ uploads: denied })).summary).toMatchObject({ purged: 1, failed: 1 });
  });
});
