import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bufferSource, compareUtf8, MemoryStorage, putObject } from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET } from '../../../test/safety-engine.ts';
import { smallClientOf } from '../../../test/small-engine.ts';
import type { CheckEvent, CheckLocation, CheckResult, CheckTreesOptions } from './check-options.ts';
import { checkTrees } from './check-trees.ts';

type Tree = Readonly<Record<string, Uint8Array>>;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-check-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const text = (content: string) => new TextEncoder().encode(content);

async function files(name: string, tree: Tree): Promise<CheckLocation> {
  const root = join(directory, name);
  await mkdir(root, { recursive: true });
  for (const [relative, bytes] of Object.entries(tree)) {
    await mkdir(dirname(join(root, relative)), { recursive: true });
    await writeFile(join(root, relative), bytes);
  }
  return { type: 'file', path: root };
}

/** Objects below `prefix`; those of somebody else have no digest. */
async function objects(
  tree: Tree,
  { prefix = 'tree/', foreign = false } = {},
): Promise<CheckLocation & { type: 'object'; watched: FaultyStorage; storage: MemoryStorage }> {
  const storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  const writer = smallClientOf(storage);
  for (const [relative, bytes] of Object.entries(tree)) {
    const address = { bucket: BUCKET, key: prefix + relative };
    const body = bufferSource(bytes);
    if (foreign) await storage.put(address, body);
    else await putObject(writer, { address, body });
  }
  const watched = new FaultyStorage(storage);
  const engine = smallClientOf(watched);
  return { type: 'object', address: { bucket: BUCKET, key: prefix }, engine, watched, storage };
}

async function check(
  source: CheckLocation,
  destination: CheckLocation,
  options: Partial<CheckTreesOptions> = {},
) {
  const events: CheckEvent[] = [];
  const observe = (event: CheckEvent) => void events.push(event);
  const summary = await checkTrees({ source, destination, observe, ...options });
  const results = events.filter((event): event is CheckEvent & CheckResult & { type: 'result' } => {
    return event.type === 'result';
  });
  const report = results.map(({ status, name }) => [status, name]);
  return { events, results, report, summary };
}

const readsOf = ({ watched }: { watched: FaultyStorage }) =>
  watched.calls.filter(({ method }) => method === 'get').length;

describe('a report', () => {
  const left = {
    'app/v1.zip': text('one'),
    'app/v2.zip': text('two'),
    'app.txt': text('same'),
    only: text('left'),
  };
  const right = {
    'app/v1.zip': text('one'),
    'app/v2.zip': text('TWO'),
    'app.txt': text('same'),
    'z/only': text('right'),
  };

  it.each([
    ['a directory and a store', files, objects],
    ['a store and a directory', objects, files],
    ['two stores', objects, objects],
  ] as const)('compares %s', async (_, from, to) => {
    const build = async (make: typeof files | typeof objects, name: string, tree: Tree) =>
      make === files ? await files(name, tree) : await objects(tree);
    const { report, summary } = await check(
      await build(from, 'a', left),
      await build(to, 'b', right),
    );
    expect(report).toEqual([
      ['equal', 'app.txt'],
      ['equal', 'app/v1.zip'],
      ['different', 'app/v2.zip'],
      ['only-source', 'only'],
      ['only-destination', 'z/only'],
    ]);
    expect(summary).toEqual({
      equal: 2,
      different: 1,
      onlySource: 1,
      onlyDestination: 1,
      failed: 0,
      damaged: 0,
      warnings: 0,
      downloaded: 0,
    });
  });

  it('compares different prefixes, with and without their slash', async () => {
    const one = await objects(left, { prefix: 'x/' });
    const other = await objects(left, { prefix: 'other/place/' });
    const bare = { ...other, address: { bucket: BUCKET, key: 'other/place' } };
    expect((await check(one, bare)).summary).toMatchObject({ equal: 4, different: 0 });
  });

  it('may leave out what only the destination has', async () => {
    const { report, summary } = await check(await objects(left), await objects(right), {
      oneWay: true,
    });
    expect(report.map(([status]) => status)).not.toContain('only-destination');
    expect(summary).toMatchObject({ onlySource: 1, onlyDestination: 0 });
  });

  it('knows filters by the name below both sides', async () => {
    const filters = [
      { type: 'exclude', pattern: '*' },
      { type: 'include', pattern: 'app/*' },
    ] as const;
    const { report } = await check(await files('a', left), await objects(right), { filters });
    expect(report).toEqual([
      ['equal', 'app/v1.zip'],
      ['different', 'app/v2.zip'],
    ]);
  });

  it('leaves out the markers that consoles make of directories', async () => {
    const marked = await objects({ 'a/': new Uint8Array(), 'a/b': text('b') }, { foreign: true });
    const { report } = await check(await files('a', { 'a/b': text('b') }), marked);
    expect(report).toEqual([['equal', 'a/b']]);
  });

  it('is empty for two empty trees', async () => {
    expect((await check(await objects({}), await files('a', {}))).report).toEqual([]);
  });
});

describe('contents', () => {
  const tree = { 'a.txt': text('aaa'), 'b.zip': text('bbb') };

  it('are compared without reading objects that have digests', async () => {
    const store = await objects(tree);
    const { results, summary } = await check(await files('a', tree), store);
    expect(readsOf(store)).toBe(0);
    expect(summary.downloaded).toBe(0);
    expect(results[0]).toMatchObject({
      source: { size: 3, digest: 'read' },
      destination: { size: 3, digest: 'recorded' },
    });
    expect(results[0]?.source?.sha256).toBe(results[0]?.destination?.sha256);
  });

  it('are read where nobody has recorded a digest', async () => {
    const store = await objects(tree, { foreign: true });
    const { results, summary } = await check(await objects(tree), store);
    expect(readsOf(store)).toBe(2);
    expect(summary).toMatchObject({ equal: 2, downloaded: 6 });
    expect(results[0]).toMatchObject({
      source: { digest: 'recorded' },
      destination: { digest: 'read' },
    });
  });

  it('are read where that is asked for', async () => {
    const store = await objects(tree);
    const { results, summary } = await check(await files('a', tree), store, { download: true });
    expect(summary).toMatchObject({ equal: 2, downloaded: 6 });
    expect(results.map(({ destination }) => destination?.digest)).toEqual(['read', 'read']);
  });

  it('do not matter where only sizes are compared', async () => {
    const other = { 'a.txt': text('xxx'), 'b.zip': text('four') };
    const store = await objects(other);
    const { report } = await check(await files('a', tree), store, { sizeOnly: true });
    expect(report).toEqual([
      ['equal', 'a.txt'],
      ['different', 'b.zip'],
    ]);
    expect(readsOf(store)).toBe(0);
  });

  it('that are damaged are no difference, but a failure', async () => {
    const store = await objects(tree);
    const key = 'tree/a.txt';
    const { metadata = {} } = (await store.storage.head({ bucket: BUCKET, key })) ?? {};
    await store.storage.put({ bucket: BUCKET, key }, bufferSource(text('AAA')), { metadata });
    const { report, results, summary } = await check(await files('a', tree), store, {
      download: true,
    });
    expect(report).toEqual([
      ['failed', 'a.txt'],
      ['equal', 'b.zip'],
    ]);
    expect(results[0]?.error).toMatchObject({ code: 'INTEGRITY_MISMATCH' });
    expect(summary).toMatchObject({ failed: 1, damaged: 1, equal: 1 });
  });
});

describe('a side', () => {
  it('warns of files that cannot take part', async () => {
    const side = await files('a', { 'a.txt': text('a') });
    await symlink('nowhere', join(directory, 'a/broken'));
    const { events, summary } = await check(side, await objects({ 'a.txt': text('a') }));
    expect(events).toContainEqual({
      type: 'warning',
      subject: join(directory, 'a/broken'),
      reason: 'File does not exist.',
    });
    expect(summary).toMatchObject({ equal: 1, warnings: 1 });
    const still = await check(side, await objects({ 'a.txt': text('a') }), {
      followSymlinks: false,
    });
    expect(still.summary.warnings).toBe(0);
  });

  it.each(['none', 'file'])('that is no directory is refused: %s', async (name) => {
    await writeFile(join(directory, 'file'), 'x');
    const source = { type: 'file', path: join(directory, name) } as const;
    await expect(check(source, await objects({}))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { path: join(directory, name) },
    });
  });

  it('that is a bucket which is not there is refused', async () => {
    const store = await objects({});
    const none = { ...store, address: { bucket: 'none', key: '' } };
    await expect(check(none, store)).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
  });
});

const names = fc.constantFrom(
  'a',
  'a.zip',
  'a/b',
  'a-b',
  'b/1.zip',
  'b/2.zip',
  'ü',
  '\u{1f600}',
  '\ufffd',
);
const contents = fc.constantFrom('', 'x', 'y', 'xy', 'same').map(text);
const trees = fc.dictionary(names, contents, { maxKeys: 7 });

it('agrees with a model on random trees', async () => {
  await fc.assert(
    fc.asyncProperty(
      trees,
      trees,
      fc.record({ sizeOnly: fc.boolean(), download: fc.boolean(), oneWay: fc.boolean() }),
      fc.record({ foreign: fc.boolean(), concurrency: fc.integer({ min: 1, max: 4 }) }),
      async (left, right, flags, { foreign, concurrency }) => {
        const one = await objects(left);
        const other = await objects(right, { foreign });
        const { report } = await check(one, other, { ...flags, concurrency });
        expect(report).toEqual(model(left, right, flags));
      },
    ),
    { numRuns: 150 },
  );
});

function model(left: Tree, right: Tree, flags: { sizeOnly: boolean; oneWay: boolean }) {
  const all = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort(compareUtf8);
  return all.flatMap((name) => {
    const [one, other] = [left[name], right[name]];
    if (one === undefined) return flags.oneWay ? [] : [['only-destination', name]];
    if (other === undefined) return [['only-source', name]];
    const same = flags.sizeOnly
      ? one.length === other.length
      : Buffer.from(one).equals(Buffer.from(other));
    return [[same ? 'equal' : 'different', name]];
  });
}

it('holds few names at a time, and stops reading with its caller', async () => {
  const engine = smallClientOf(new MemoryStorage());
  let listed = 0;
  const controller = new AbortController();
  const endless = {
    ...engine,
    storage: Object.assign(new MemoryStorage(), {
      async *list() {
        for (;;) {
          const key = `tree/${String(listed++).padStart(9, '0')}`;
          yield { type: 'object', key, size: 1, etag: 'x', lastModified: new Date(0) } as const;
        }
      },
    }),
  };
  const side = {
    type: 'object',
    address: { bucket: BUCKET, key: 'tree' },
    engine: endless,
  } as const;
  let seen = 0;
  const run = checkTrees({
    source: side,
    destination: await files('empty', {}),
    signal: controller.signal,
    observe: () => {
      if (++seen === 40_000) controller.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  // What a listing reads ahead, and no more.
  expect(listed - seen).toBeLessThan(20_000);
});
