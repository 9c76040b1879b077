import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bufferSource, deleteObject, listObjects, putObject, type Engine } from '@deltaglider/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Md5Storage } from '../../test/md5-storage.ts';
import { logicalTree, physicalRows } from '../../test/logical-tree.ts';
import { smallClientOf, unrelated, version } from '../../test/small-engine.ts';
import { migrate, type MigrateOptions, type MigrationEvent } from './index.ts';

const OLD = 'old';
const NEW = 'new';

interface Store {
  readonly storage: Md5Storage;
  readonly engine: Engine;
}

async function createStore(bucket: string): Promise<Store> {
  let now = Date.UTC(2026, 0, 1);
  const storage = new Md5Storage({ clock: () => new Date((now += 1000)) });
  await storage.createBucket(bucket);
  const md5 = () => createHash('md5');
  return { storage, engine: smallClientOf(storage, { md5, clock: () => new Date((now += 10)) }) };
}

let from: Store;
let to: Store;
let root: string;
let journal: string;
beforeEach(async () => {
  from = await createStore(OLD);
  to = await createStore(NEW);
  root = await mkdtemp(join(tmpdir(), 'deltaglider-migration-'));
  journal = join(root, 'deep/journal.jsonl');
});
afterEach(() => rm(root, { recursive: true }));

type Changes = Partial<Omit<MigrateOptions, 'source' | 'destination'>>;

const oldStore = (prefix?: string) => ({
  type: 'store' as const,
  engine: from.engine,
  bucket: OLD,
  prefix,
});
const newStore = (prefix?: string) => ({ ...oldStore(prefix), engine: to.engine, bucket: NEW });

const run = (changes: Changes = {}) =>
  migrate({ source: oldStore(), destination: newStore(), ...changes });

/** As another tool would put it. */
async function plain(key: string, bytes: Uint8Array, metadata = {}): Promise<void> {
  await from.storage.put({ bucket: OLD, key }, bufferSource(bytes), {
    metadata,
    properties: { contentType: 'application/zip', cacheControl: 'no-store' },
    tags: { team: key.slice(0, 1) },
  });
}

async function ours(key: string, bytes: Uint8Array): Promise<void> {
  const address = { bucket: OLD, key };
  const properties = { contentType: 'application/zip', contentLanguage: 'de' };
  const metadata = { owner: 'me' };
  await putObject(from.engine, { address, body: bufferSource(bytes), metadata, properties });
}

async function fill(): Promise<void> {
  await plain('app/1.zip', version(1), { build: '7' });
  await plain('app/2.zip', version(2));
  await plain('app/notes.txt', unrelated(1));
  await ours('lib/1.zip', version(3));
  await ours('lib/2.zip', version(4));
  await plain('folder/', new Uint8Array());
  await plain('z.delta', unrelated(2));
}

async function expectMigrated(): Promise<void> {
  expect(await logicalTree(to.engine, NEW)).toEqual(await logicalTree(from.engine, OLD));
}

describe('migrate', () => {
  it('brings content, media types, metadata, properties and tags over, and stores deltas', async () => {
    await fill();
    const before = await physicalRows(from.storage, OLD);
    const summary = await run();
    expect(summary).toMatchObject({
      succeeded: 7,
      failed: 0,
      bytes: 1200,
      dryRun: false,
      confirmed: true,
      scan: { objects: 7, bytes: 1200, replacing: 0, current: 0, currentBytes: 0 },
    });
    await expectMigrated();
    expect(await physicalRows(from.storage, OLD)).toEqual(before);
    expect(summary.storedBytes).toBeLessThan(1000);
    expect(summary.saved).toBeCloseTo(1 - summary.storedBytes / 1200, 10);
    expect(await to.storage.head({ bucket: NEW, key: 'app/2.zip.delta' })).toBeDefined();
  });

  it.each([
    ['a/b/', 'x/', true, 'x/b/'],
    ['a/b', 'x', true, 'x/b/'],
    ['a/b/', '', true, 'b/'],
    ['a/b/', 'x/', false, 'x/'],
    ['', 'x/', true, 'x/'],
  ])('goes from %j to %j, keeping the last segment: %s', async (source, place, keep, prefix) => {
    await plain('a/b/1.zip', version(1));
    await plain('a/b/c/2.zip', version(2));
    await plain('a/bc/3.zip', version(3));
    const destination = newStore(place);
    await migrate({ source: oldStore(source), destination, preservePrefix: keep });
    const below = source === '' ? '' : 'a/b/';
    expect(await logicalTree(to.engine, NEW, prefix)).toEqual(
      await logicalTree(from.engine, OLD, below),
    );
    expect(await logicalTree(to.engine, NEW)).not.toHaveProperty('a/bc/3.zip');
  });

  it('leaves out what filters leave out, below the source', async () => {
    await fill();
    const filters = [
      { type: 'exclude', pattern: '*' },
      { type: 'include', pattern: 'app/*.zip' },
    ] as const;
    await run({ filters });
    expect(Object.keys(await logicalTree(to.engine, NEW))).toEqual(['app/1.zip', 'app/2.zip']);
  });

  it('stores whole when asked to', async () => {
    await fill();
    await run({ filters: [{ type: 'exclude', pattern: '*.delta' }], delta: false });
    expect(await to.storage.head({ bucket: NEW, key: 'app/2.zip' })).toBeDefined();
    expect(await to.storage.head({ bucket: NEW, key: 'app/reference.bin' })).toBeUndefined();
  });

  it('starts one object of a deltaspace first, so that there is one reference', async () => {
    for (let i = 0; i < 12; i++) await plain(`app/${i}.zip`, version(i));
    const puts: string[] = [];
    to.engine.storage.put = async (address, ...rest) => {
      puts.push(address.key);
      return Md5Storage.prototype.put.call(to.storage, address, ...rest);
    };
    await run({ concurrency: 8 });
    expect(puts.filter((key) => key === 'app/reference.bin')).toHaveLength(1);
  });

  it('counts what fails, and goes on', async () => {
    await fill();
    await from.storage.put({ bucket: OLD, key: 'bad.zip.delta' }, bufferSource(version(1)), {
      metadata: { 'dg-tool': 'x', 'dg-note': 'delta', 'dg-ref-path': 'reference.bin' },
    });
    const errors: string[] = [];
    const summary = await run({
      observe: (event) => {
        if (event.type === 'error') errors.push(String(event.error));
      },
    });
    expect(summary).toMatchObject({ succeeded: 7, failed: 1 });
    expect(errors).toEqual([expect.stringContaining('bad.zip cannot be restored')]);
    expect(await run()).toMatchObject({ succeeded: 0, failed: 1, scan: { current: 7 } });
  });
});

describe('the progress of a migration', () => {
  it('has objects, bytes, savings and the time that is left', async () => {
    await fill();
    const events: MigrationEvent[] = [];
    const summary = await run({ concurrency: 1, observe: (event) => events.push(event) });
    const totals = events.flatMap((event) => (event.type === 'totals' ? [event.totals] : []));
    expect(totals.at(-1)).toEqual({
      objects: 7,
      finished: 7,
      bytes: 1200,
      finishedBytes: 1200,
      storedBytes: summary.storedBytes,
      saved: summary.saved,
      elapsedMs: expect.any(Number) as number,
      leftMs: 0,
    });
    for (const { finishedBytes, bytes, elapsedMs, leftMs } of totals) {
      if (finishedBytes === 0) expect(leftMs).toBeUndefined();
      else expect(leftMs).toBe(Math.round((elapsedMs * (bytes - finishedBytes)) / finishedBytes));
    }
    const done = totals.map(({ finishedBytes }) => finishedBytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    const scanned = events.findIndex(({ type }) => type === 'scanned');
    expect(events.slice(0, scanned).every(({ type }) => type === 'scanning')).toBe(true);
  });
});

describe('running a migration again', () => {
  it('does nothing where nothing has changed, and asks for no object that the journal knows', async () => {
    await fill();
    await run({ journal });
    let heads = 0;
    for (const { engine, storage } of [from, to]) {
      engine.storage.head = async (address) => {
        heads += 1;
        return Md5Storage.prototype.head.call(storage, address);
      };
    }
    // What a listing needs of deltas is asked for in any case: these clients remember no listings.
    const listing = () => logicalKeys(from.engine, OLD).then(() => logicalKeys(to.engine, NEW));
    await listing();
    const perListing = heads;
    heads = 0;
    expect(await run({ journal })).toMatchObject({
      succeeded: 0,
      scan: { objects: 0, current: 7, currentBytes: 1200 },
    });
    expect(heads).toBe(2 * perListing);
  });

  it.each(['with', 'without'])('migrates what has changed since, %s a journal', async (how) => {
    await fill();
    const options = how === 'with' ? { journal } : {};
    await run(options);
    await plain('app/2.zip', version(22));
    await plain('app/notes.txt', unrelated(11));
    await ours('lib/2.zip', version(44));
    await plain('lib/3.zip', version(5));
    // The same content again, but with other metadata.
    await plain('app/1.zip', version(1), { build: '8' });
    expect(await run(options)).toMatchObject({
      succeeded: 5,
      scan: { objects: 5, replacing: 4, current: 3 },
    });
    await expectMigrated();
    expect(await run(options)).toMatchObject({
      succeeded: 0,
      scan: { objects: 0, current: 8 },
    });
  });

  it('restores what somebody has changed or deleted at the destination', async () => {
    await fill();
    await run({ journal });
    const address = { bucket: NEW, key: 'app/1.zip' };
    await putObject(to.engine, { address, body: bufferSource(version(99)) });
    await deleteObject(to.engine, { address: { bucket: NEW, key: 'lib/1.zip' } });
    expect(await run({ journal })).toMatchObject({ succeeded: 2, scan: { replacing: 1 } });
    await expectMigrated();
  });

  it('never takes a name for the content', async () => {
    await fill();
    for (const key of ['app/1.zip', 'app/notes.txt']) {
      await to.storage.put({ bucket: NEW, key }, bufferSource(unrelated(77)));
    }
    await run({ journal });
    await expectMigrated();
  });

  it('knows by its digest what another run without a journal has migrated', async () => {
    for (const seed of [1, 2]) await ours(`lib/${seed}.zip`, version(seed));
    await ours('lib/notes.txt', unrelated(1));
    await run();
    expect(await run({ journal })).toMatchObject({ scan: { objects: 0, current: 3 } });
  });

  it('goes on with a journal whose last line was cut off', async () => {
    await fill();
    await run({ journal });
    const text = await readFile(journal, 'utf8');
    for (const length of [0, 5, text.indexOf('\n'), text.length - 9, text.length]) {
      await writeFile(journal, text.slice(0, length));
      const { scan, succeeded } = await run({ journal });
      expect(scan.objects).toBe(succeeded);
      const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ journal: 'deltaglider-migration/1' });
      const entries = lines.filter((line) => line.startsWith('{"key"') && line.endsWith('}'));
      expect(new Set(entries.filter((line) => line.split('"key"').length === 2)).size).toBe(7);
      expect(await run({ journal })).toMatchObject({ scan: { objects: 0, current: 7 } });
    }
  });
});

describe('a journal', () => {
  it('of another pair is refused', async () => {
    await fill();
    await run({ journal });
    const other = migrate({ source: oldStore('app/'), destination: newStore(), journal });
    await expect(other).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message:
        `The journal ${journal} is of the migration from a store without a name s3://old/ to a store ` +
        'without a name s3://new/, not from a store without a name s3://old/app/ to a store without a ' +
        'name s3://new/app/.',
    });
  });

  it('that is another file is refused, and stays as it is', async () => {
    await writeFile(join(root, 'notes'), 'mine\n');
    await expect(run({ journal: join(root, 'notes') })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `${join(root, 'notes')} is not the journal of a migration.`,
    });
    expect(await readFile(join(root, 'notes'), 'utf8')).toBe('mine\n');
  });

  it('has a place of its own for each pair in a directory', async () => {
    await fill();
    const journalDirectory = join(root, 'journals');
    await run({ journalDirectory });
    const source = oldStore('app/');
    await migrate({ source, destination: newStore('x/'), journalDirectory });
    const { scan } = await run({ journalDirectory });
    expect(scan).toMatchObject({ objects: 0, current: 7 });
  });

  it('that was not asked for is done without where it cannot be written', async () => {
    await fill();
    await writeFile(join(root, 'file'), '');
    const events: MigrationEvent[] = [];
    const observe = (event: MigrationEvent) => void events.push(event);
    const summary = await run({ journalDirectory: join(root, 'file/journals'), observe });
    expect(summary).toMatchObject({ succeeded: 7 });
    expect(events[0]).toMatchObject({
      type: 'journal-failed',
      path: expect.stringContaining(join(root, 'file/journals')) as string,
    });
  });

  it('that was asked for and cannot be written stops everything', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(run({ journal: join(root, 'file/journal') })).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID_ARGUMENT|STORAGE_FAILED/) as string,
    });
  });
});

describe('a source and a destination that overlap', () => {
  it.each([
    ['', '', 'is'],
    ['a/', 'a/b/', 'is within'],
    ['', 'x/', 'is within'],
    ['a/b/', 'a/', 'contains'],
    ['a/b/', '', 'contains'],
  ])('are refused: %j and %j', async (source, destination, relation) => {
    const promise = migrate({
      source: oldStore(source),
      destination: oldStore(destination),
      preservePrefix: false,
    });
    await expect(promise).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(`, ${relation} its source`) as string,
    });
  });

  it('are so also where the kept segment makes them one', async () => {
    const promise = migrate({ source: oldStore('a/b/'), destination: oldStore('a/') });
    await expect(promise).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('are so by the name of the store, whatever the engines', async () => {
    const source = { ...oldStore(), identity: 's3 aws' };
    const destination = { ...newStore(), bucket: OLD, identity: 's3 aws' };
    await expect(migrate({ source, destination })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('are not, where only the names are alike', async () => {
    await plain('a/1.zip', version(1));
    await migrate({ source: oldStore('a/'), destination: oldStore('ab/'), preservePrefix: false });
    expect(await logicalTree(from.engine, OLD, 'ab/')).toEqual(
      await logicalTree(from.engine, OLD, 'a/'),
    );
  });

  it('are so where one is a directory that has the other', async () => {
    const destination = {
      ...newStore('p/'),
      identity: new URL(`file://${root}/store`).href,
    };
    for (const path of [root, join(root, 'store'), join(root, 'store/new/p')]) {
      await mkdir(path, { recursive: true });
      const source = { type: 'file', path } as const;
      await expect(migrate({ source, destination })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
    await mkdir(join(root, 'store/new/other'));
    await migrate({ source: { type: 'file', path: join(root, 'store/new/other') }, destination });
  });
});

describe('a dry run', () => {
  it('writes nothing, says what would be done, and predicts what it would take', async () => {
    await fill();
    const events: MigrationEvent[] = [];
    const observe = (event: MigrationEvent) => void events.push(event);
    const summary = await run({ dryRun: true, journal, observe });
    expect(summary).toMatchObject({ dryRun: true, scan: { objects: 7 }, saved: undefined });
    expect(await physicalRows(to.storage, NEW)).toEqual([]);
    await expect(readFile(journal)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(events.filter(({ type }) => type === 'result')).toHaveLength(7);
    expect(events.filter(({ type }) => type === 'prediction-cost')).toHaveLength(1);
    const real = await run({ filters: [{ type: 'exclude', pattern: '*.delta' }] });
    const { predicted, confidence } = summary.prediction ?? {};
    expect(confidence).toBe('exact');
    // Two references, each with its delta to itself, and an object that has to be a delta.
    expect(Math.abs((predicted?.size ?? 0) - 200 - real.storedBytes)).toBeLessThan(60);
  });

  it('predicts for what is left, against the references that are there', async () => {
    await fill();
    await run({ filters: [{ type: 'exclude', pattern: 'app/2.zip' }] });
    const { prediction } = await run({ dryRun: true });
    const { storedBytes } = await run();
    expect(prediction).toMatchObject({ objects: 1, today: 200, confidence: 'exact' });
    expect(prediction?.predicted.size).toBe(storedBytes);
  });
});

describe('asking first', () => {
  it('ends there when the answer is no', async () => {
    await fill();
    const asked: unknown[] = [];
    const summary = await run({
      confirm: (scan) => {
        asked.push(scan);
        return false;
      },
    });
    expect(asked).toEqual([summary.scan]);
    expect(summary).toMatchObject({ confirmed: false, succeeded: 0, scan: { objects: 7 } });
    expect(await physicalRows(to.storage, NEW)).toEqual([]);
  });

  it('is left out where there is nothing to do', async () => {
    await fill();
    await run();
    expect(await run({ confirm: () => false })).toMatchObject({ confirmed: true });
  });
});

describe('the report', () => {
  it('has a line for each object, and how it ended', async () => {
    await plain('app/1.zip', version(1));
    await run();
    await plain('app/2.zip', version(2));
    await from.storage.put({ bucket: OLD, key: 'bad.zip.delta' }, bufferSource(version(1)), {
      metadata: { 'dg-tool': 'x', 'dg-note': 'delta', 'dg-ref-path': 'reference.bin' },
    });
    const report = join(root, 'reports/r.jsonl');
    await run({ report, concurrency: 1 });
    const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as { status: string });
    expect(rows.sort((a, b) => (a.status < b.status ? -1 : 1))).toMatchObject([
      { status: 'current', source: 's3://old/app/1.zip', destination: 's3://new/app/1.zip' },
      { status: 'failed', source: 's3://old/bad.zip', error: { code: 'METADATA_INVALID' } },
      { status: 'migrated', source: 's3://old/app/2.zip', size: 200, stored: 'delta' },
    ]);
    await run({ report, dryRun: true });
    expect(await readFile(report, 'utf8')).toMatch(/^\{"status":"current".*\n\{"status":"current"/);
  });
});

describe('a directory as the source', () => {
  it('is migrated as it would be uploaded, and again only where files have changed', async () => {
    const directory = join(root, 'tree');
    const write = async (name: string, bytes: Uint8Array) => {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), bytes);
    };
    await write('app/1.zip', version(1));
    await write('app/2.zip', version(2));
    await write('notes.txt', unrelated(1));
    const again = (changes: Changes = {}) =>
      migrate({
        source: { type: 'file', path: directory },
        destination: newStore('in'),
        ...changes,
      });
    expect(await again({ journal })).toMatchObject({ succeeded: 3, failed: 0 });
    const tree = await logicalTree(to.engine, NEW, 'in/');
    expect(tree).toMatchObject({ 'notes.txt': { properties: { contentType: 'text/plain' } } });
    expect(Object.keys(tree)).toEqual(['app/1.zip', 'app/2.zip', 'notes.txt']);
    await write('app/2.zip', version(3));
    await utimes(join(directory, 'app/2.zip'), 1, 1);
    // Touched, but the same.
    await utimes(join(directory, 'notes.txt'), 2, 2);
    expect(await again({ journal })).toMatchObject({ succeeded: 1, scan: { current: 2 } });
    expect(await again()).toMatchObject({ succeeded: 0, scan: { current: 3 } });
  });

  it('is refused where there is none', async () => {
    const source = { type: 'file', path: join(root, 'none') } as const;
    await expect(migrate({ source, destination: newStore() })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('an abort', () => {
  it('leaves a journal that the next run goes on with', async () => {
    await fill();
    const controller = new AbortController();
    let results = 0;
    const aborted = run({
      journal,
      concurrency: 1,
      signal: controller.signal,
      observe: ({ type }) => {
        if (type === 'result' && ++results === 3) controller.abort('enough');
      },
    });
    await expect(aborted).rejects.toBe('enough');
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 3);
    expect(await run({ journal })).toMatchObject({ succeeded: 4, scan: { current: 3 } });
    await expectMigrated();
  });
});

const anyKey = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'a-', 'a.zip', 'é'), { maxLength: 2 }),
    fc.constantFrom('1.zip', '2.zip', '3.zip', 'reference.bin', 'x.delta', 'notes.txt', ''),
  )
  .map(([directories, name]) => [...directories, name].join('/'))
  .filter((key) => key !== '');

const anyObject = fc.record({
  key: anyKey,
  seed: fc.nat({ max: 5 }),
  isOurs: fc.boolean(),
  metadata: fc.dictionary(fc.constantFrom('owner', 'build', 'note'), fc.constantFrom('', 'a', '1')),
});

it('a migrated tree has the same logical content and metadata, whatever it is and whenever it changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyObject, { selector: ({ key }) => key, maxLength: 8 }),
      fc.array(anyObject, { maxLength: 4 }),
      fc.boolean(),
      async (objects, changes, isRemembered) => {
        [from, to] = [await createStore(OLD), await createStore(NEW)];
        const options = isRemembered ? { journal } : {};
        await rm(journal, { force: true });
        for (const some of [objects, changes]) {
          for (const { key, seed, isOurs, metadata } of some) {
            const body = bufferSource(seed < 4 ? version(seed) : unrelated(seed));
            const address = { bucket: OLD, key };
            if (isOurs) await putObject(from.engine, { address, body, metadata });
            // Nobody else's object can be called like a reference of ours without being in its way.
            else if (!key.endsWith('reference.bin')) {
              await deleteObject(from.engine, { address });
              await from.storage.put(address, body, { metadata });
            }
          }
          const before = await physicalRows(from.storage, OLD);
          expect(await run(options)).toMatchObject({ failed: 0 });
          await expectMigrated();
          expect(await physicalRows(from.storage, OLD)).toEqual(before);
          expect(await run(options)).toMatchObject({ succeeded: 0, failed: 0 });
        }
      },
    ),
    { numRuns: 60 },
  );
});

async function logicalKeys(engine: Engine, bucket: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(engine, { bucket })) keys.push(key);
  return keys;
}
