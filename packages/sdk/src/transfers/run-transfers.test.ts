import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import {
  bufferSource,
  collect,
  getObject,
  listObjects,
  putObject,
  type Engine,
} from '@deltaglider/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, createTestEngine, release } from '../../../core/test/create-test-engine.ts';
import {
  planCopy,
  planDelete,
  planDownload,
  planUpload,
  removeInternalObjects,
  runTransfers,
  type PlanItem,
  type TransferEvent,
} from './index.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-transfers-'));
});

const object = (key: string) => ({ type: 'object' as const, address: { bucket: BUCKET, key } });
const file = (path: string) => ({ type: 'file' as const, path });

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function put(engine: Engine, key: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  await putObject(engine, { address: { bucket: BUCKET, key }, body: bufferSource(bytes) });
}

async function logicalKeys(engine: Engine): Promise<string[]> {
  const keys: string[] = [];
  for await (const entry of listObjects(engine, { bucket: BUCKET })) keys.push(entry.key);
  return keys;
}

async function read(engine: Engine, key: string): Promise<Uint8Array> {
  return collect((await getObject(engine, { address: { bucket: BUCKET, key } })).body);
}

/** What a plan says, one short line for each item. */
async function outline(plan: AsyncIterable<PlanItem>): Promise<string[]> {
  const lines: string[] = [];
  for await (const item of plan) {
    if (item.type === 'skipped') lines.push(`skipped ${item.subject}: ${item.reason}`);
    else if (item.type === 'barrier' || item.type === 'notice') lines.push(item.type);
    else {
      const { task } = item;
      if (task.operation === 'move') continue;
      const from = task.operation !== 'upload' && task.from ? task.from.key : task.path;
      const to = task.operation === 'download' ? task.path : 'to' in task ? task.to.key : '';
      const state = item.type === 'refused' ? 'refused ' : '';
      lines.push(`${state}${from} > ${to}`.replaceAll(directory + sep, '').trimEnd());
    }
  }
  return lines;
}

describe('planUpload', () => {
  it.each([
    ['', 'a.txt'],
    ['p', 'p'],
    ['p/', 'p/a.txt'],
    ['p/b.txt', 'p/b.txt'],
  ])('puts a file to key %j as %s', async (key, expected) => {
    const path = await write('a.txt', 'a');
    const plan = planUpload({ source: file(path), destination: object(key) });
    expect(await outline(plan)).toEqual([`a.txt > ${expected}`]);
  });

  it.each([
    ['', ''],
    ['p', 'p/'],
    ['p/', 'p/'],
  ])('puts a tree below %j', async (key, prefix) => {
    await write('t/a.txt', 'a');
    await write('t/s/b.zip', 'b');
    for (const path of [join(directory, 't'), join(directory, 't') + sep]) {
      const plan = planUpload({ source: file(path), destination: object(key), recursive: true });
      expect(await outline(plan)).toEqual([
        `t/a.txt > ${prefix}a.txt`,
        `t/s/b.zip > ${prefix}s/b.zip`,
      ]);
    }
  });

  it('joins patterns to the source', async () => {
    await write('t/a.txt', 'a');
    await write('t/s/b.zip', 'b');
    const plan = planUpload({
      source: file(join(directory, 't')),
      destination: object(''),
      recursive: true,
      filters: [
        { type: 'exclude', pattern: '*' },
        { type: 'include', pattern: 's/*' },
      ],
    });
    expect(await outline(plan)).toEqual(['t/s/b.zip > s/b.zip']);
  });

  it('applies patterns to a single file by its name', async () => {
    const path = await write('a.txt', 'a');
    const plan = (pattern: string) =>
      planUpload({
        source: file(path),
        destination: object(''),
        filters: [{ type: 'exclude', pattern }],
      });
    expect(await outline(plan('*.txt'))).toEqual([]);
    expect(await outline(plan('*.zip'))).toHaveLength(1);
  });

  it('follows symbolic links unless told otherwise', async () => {
    const path = await write('t/a.txt', 'a');
    await symlink(path, join(directory, 't/link.txt'));
    const plan = (followSymlinks: boolean, source: string) =>
      planUpload({
        source: file(join(directory, source)),
        destination: object(''),
        recursive: source === 't',
        followSymlinks,
      });
    expect(await outline(plan(true, 't'))).toHaveLength(2);
    expect(await outline(plan(false, 't'))).toEqual(['t/a.txt > a.txt']);
    expect(await outline(plan(true, 't/link.txt'))).toHaveLength(1);
    expect(await outline(plan(false, 't/link.txt'))).toEqual([]);
  });

  it('refuses a directory without recursive, and a source that is absent', async () => {
    await write('t/a.txt', 'a');
    const single = planUpload({ source: file(join(directory, 't')), destination: object('d') });
    expect(await outline(single)).toEqual(['refused t/ > d']);
    const absent = planUpload({ source: file(join(directory, 'no')), destination: object('d') });
    await expect(outline(absent)).rejects.toThrow(/The user-provided path .*no does not exist\./);
  });

  it('skips a file where a tree was meant, like aws', async () => {
    const path = await write('a.txt', 'a');
    const plan = planUpload({ source: file(path), destination: object(''), recursive: true });
    expect(await outline(plan)).toEqual([`skipped ${path}${sep}: File does not exist.`]);
  });
});

describe('planDownload', () => {
  it.each([
    ['out', 'out'],
    ['out/', 'out/k.txt'],
    ['', 'k.txt'],
  ])('writes an object to %j as %s', async (path, expected) => {
    const { engine } = await createTestEngine();
    await put(engine, 'p/k.txt', 'k');
    const destination = file(join(directory, path) + (path.endsWith('/') ? sep : ''));
    const plan = planDownload({ engine, source: object('p/k.txt'), destination });
    expect(await outline(plan)).toEqual([`p/k.txt > ${expected}`]);
  });

  it('takes a prefix for a directory, leaves markers out, and refuses to leave', async () => {
    const { engine } = await createTestEngine();
    for (const key of ['su/a', 'su/../../evil', 'sub/b', 'su/x/y']) await put(engine, key, key);
    await put(engine, 'su/marker/', '');
    const plan = planDownload({
      engine,
      source: object('su'),
      destination: file(directory),
      recursive: true,
    });
    expect(await outline(plan)).toEqual([
      'skipped ../../evil: File references a parent directory.',
      'su/a > a',
      'su/x/y > x/y',
    ]);
  });

  it('finds nothing in a bucket without recursive, and misses an absent key', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'a', 'a');
    const plan = (key: string) =>
      planDownload({ engine, source: object(key), destination: file(directory) });
    expect(await outline(plan(''))).toEqual([]);
    await expect(outline(plan('none'))).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
  });
});

describe('planCopy and planDelete', () => {
  it('renames keys', async () => {
    const { engine } = await createTestEngine();
    for (const key of ['a/x', 'a/s/y', 'ab']) await put(engine, key, key);
    const copy = (from: string, to: string, recursive: boolean) =>
      outline(planCopy({ engine, source: object(from), destination: object(to), recursive }));
    expect(await copy('a', 'b', true)).toEqual(['a/s/y > b/s/y', 'a/x > b/x']);
    expect(await copy('a/x', 'b/', false)).toEqual(['a/x > b/x']);
    expect(await copy('a/x', '', false)).toEqual(['a/x > x']);
    expect(await copy('a/x', 'c', false)).toEqual(['a/x > c']);
  });

  it('deletes a tree with its markers, and a single key unseen', async () => {
    const { engine } = await createTestEngine();
    for (const key of ['su/a', 'sub/b']) await put(engine, key, key);
    await put(engine, 'su/m/', '');
    const remove = (key: string, recursive: boolean) =>
      outline(planDelete({ engine, source: object(key), recursive }));
    expect(await remove('su', true)).toEqual(['su/a >', 'su/m/ >']);
    expect(await remove('none', false)).toEqual(['none >']);
    expect(await remove('', false)).toEqual([]);
  });
});

describe('runTransfers', () => {
  it('brings a tree there and back, byte for byte, with whole seconds', async () => {
    const { engine, keys } = await createTestEngine();
    for (const version of ['1', '2', '3']) await write(`t/app/v${version}.zip`, release(version));
    await write('t/notes.txt', 'notes');
    const events: TransferEvent[] = [];
    const up = await runTransfers(
      planUpload({
        source: file(join(directory, 't')),
        destination: object('x'),
        recursive: true,
      }),
      { engine, observe: (event) => events.push(event) },
    );
    expect(up).toMatchObject({ succeeded: 4, failed: 0, warnings: 0, bytes: 60_005 });
    expect(up.storedBytes).toBeLessThan(25_000);
    expect(await keys()).toContain('x/app/reference.bin');
    expect(events.at(-1)?.type).toBe('result');
    const head = await getObject(engine, { address: { bucket: BUCKET, key: 'x/app/v1.zip' } });
    expect(head.properties.contentType).toBe('application/zip');
    await runTransfers(
      planDownload({
        engine,
        source: object('x'),
        destination: file(join(directory, 'back')),
        recursive: true,
      }),
      { engine },
    );
    const back = join(directory, 'back/app/v2.zip');
    expect(new Uint8Array(await readFile(back))).toEqual(release('2'));
    expect((await stat(back)).mtime.getMilliseconds()).toBe(0);
  });

  it('uploads the first of a deltaspace alone, so that there is one reference', async () => {
    const { engine, events } = await createTestEngine();
    for (let i = 0; i < 8; i++) await write(`t/v${i}.zip`, release(String(i)));
    const plan = planUpload({
      source: file(join(directory, 't')),
      destination: object(''),
      recursive: true,
    });
    await runTransfers(plan, { engine, concurrency: 8 });
    expect(events.filter(({ type }) => type === 'reference-created')).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'put-retried')).toHaveLength(0);
  });

  it('reports progress that grows to the size', async () => {
    const { engine } = await createTestEngine();
    const path = await write('v.zip', release('1', 3_000_000));
    const seen: number[] = [];
    await runTransfers(planUpload({ source: file(path), destination: object('') }), {
      engine,
      observe: (event) => {
        if (event.type === 'progress') seen.push(event.bytes);
      },
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(3_000_000);
  });

  it('goes on behind a failure, and counts it', async () => {
    const { engine } = await createTestEngine();
    await put(engine, 'a', 'a');
    await put(engine, 'a/b', 'b');
    const events: TransferEvent[] = [];
    const summary = await runTransfers(
      planDownload({ engine, source: object(''), destination: file(directory), recursive: true }),
      { engine, concurrency: 1, observe: (event) => events.push(event) },
    );
    expect(summary).toMatchObject({ succeeded: 1, failed: 1 });
    expect(events.filter(({ type }) => type === 'error')).toHaveLength(1);
  });

  it('says what it would do, and does nothing', async () => {
    const { engine, keys } = await createTestEngine();
    const path = await write('v.zip', release('1'));
    const events: TransferEvent[] = [];
    await runTransfers(planUpload({ source: file(path), destination: object('') }), {
      engine,
      dryRun: true,
      observe: (event) => events.push(event),
    });
    expect(await keys()).toEqual([]);
    expect(events.find(({ type }) => type === 'result')).toMatchObject({ dryRun: true });
  });

  it('copies between stores, with metadata', async () => {
    const from = await createTestEngine();
    const to = await createTestEngine();
    const body = bufferSource(release('1'));
    const address = { bucket: BUCKET, key: 'a.zip' };
    await putObject(from.engine, { address, body, metadata: { k: 'v' } });
    await runTransfers(
      planCopy({ engine: from.engine, source: object('a.zip'), destination: object('b/') }),
      { engine: to.engine, source: from.engine },
    );
    const copy = await getObject(to.engine, { address: { bucket: BUCKET, key: 'b/a.zip' } });
    expect(copy.metadata).toEqual({ k: 'v' });
    expect(await collect(copy.body)).toEqual(release('1'));
  });

  it('copies a tree into itself once', async () => {
    const { engine } = await createTestEngine();
    for (const key of ['a', 'b']) await put(engine, key, key);
    await runTransfers(
      planCopy({ engine, source: object(''), destination: object('c/'), recursive: true }),
      { engine },
    );
    expect(await logicalKeys(engine)).toEqual(['a', 'b', 'c/a', 'c/b']);
    expect(new TextDecoder().decode(await read(engine, 'c/b'))).toBe('b');
  });

  it('stops at an abort with its reason, and leaves nothing half-written', async () => {
    const { engine } = await createTestEngine();
    for (let i = 0; i < 8; i++) await put(engine, `v${i}.zip`, release(String(i), 2_000_000));
    const controller = new AbortController();
    const reason = new Error('Enough.');
    const target = join(directory, 'out');
    const run = runTransfers(
      planDownload({ engine, source: object(''), destination: file(target), recursive: true }),
      {
        engine,
        concurrency: 3,
        signal: controller.signal,
        observe: (event) => {
          if (event.type === 'progress') controller.abort(reason);
        },
      },
    );
    await expect(run).rejects.toBe(reason);
    const left = await readdir(target);
    expect(left.filter((name) => !/^v\d\.zip$/.test(name))).toEqual([]);
    for (const name of left) expect((await stat(join(target, name))).size).toBe(2_000_000);
  });
});

describe('emptying a bucket', () => {
  it('leaves nothing that would keep it', async () => {
    const { engine, storage, keys } = await createTestEngine();
    for (const version of ['1', '2']) await put(engine, `app/v${version}.zip`, release(version));
    const plan = planDelete({ engine, source: object(''), recursive: true });
    expect(await runTransfers(plan, { engine })).toMatchObject({ succeeded: 2 });
    expect(await keys()).not.toEqual([]);
    await removeInternalObjects(engine, { bucket: BUCKET });
    await storage.deleteBucket(BUCKET);
  });
});
