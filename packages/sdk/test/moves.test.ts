import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorage, type StoragePort } from '@deltaglider/core';
import { forEveryCall } from '@deltaglider/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  planMove,
  runTransfers,
  type PlanItem,
  type PlanMoveOptions,
  type RunTransfersOptions,
  type TransferEvent,
} from '../src/transfers/index.ts';
import { at, BUCKET, put } from './safety-engine.ts';
import { expectAllIntact, read, smallClientOf, version } from './small-engine.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-moves-'));
});
afterAll(() => rm(directory, { recursive: true }));

const object = (key: string) => ({ type: 'object' as const, address: at(key) });
const file = (name: string) => ({ type: 'file' as const, path: join(directory, name) });

/** A storage that holds a first version, and what else is asked for. */
async function storageWith(...keys: readonly string[]): Promise<StoragePort> {
  const storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  const engine = smallClientOf(storage);
  for (const [i, key] of ['app/v1.zip', ...keys].entries()) await put(engine, key, version(i + 1));
  return storage;
}

async function move(
  storage: StoragePort,
  plan: (engine: RunTransfersOptions['engine']) => PlanMoveOptions,
  options: Partial<RunTransfersOptions> = {},
) {
  const engine = smallClientOf(storage);
  const events: TransferEvent[] = [];
  const observe = (event: TransferEvent) => events.push(event);
  const run = { engine, observe, concurrency: 1, ...options };
  const summary = await runTransfers(planMove(plan(engine)), run);
  return { summary, failure: events.find(({ type }) => type === 'error') };
}

const over = (engine: RunTransfersOptions['engine']) => ({
  type: 'copy' as const,
  engine,
  source: object('app/v2.zip'),
  destination: object('old/'),
});
const down = (engine: RunTransfersOptions['engine']): PlanMoveOptions => ({
  type: 'download',
  engine,
  source: object('app/v2.zip'),
  destination: file('down/v2.zip'),
});
const up = (): PlanMoveOptions => ({
  type: 'upload',
  source: file('v2.zip'),
  destination: object('app/'),
});

const contentOf = async (name: string) =>
  await readFile(join(directory, name)).catch(() => undefined);

describe('a move', () => {
  it('of an object removes it, and leaves its neighbours', async () => {
    const storage = await storageWith('app/v2.zip');
    expect((await move(storage, over)).summary).toMatchObject({ succeeded: 1, failed: 0 });
    expect(await read(storage, 'app/v2.zip')).toBeUndefined();
    expect(await read(storage, 'old/v2.zip')).toEqual(version(2));
    await expectAllIntact(storage);
  });

  it('to a file removes the object', async () => {
    const storage = await storageWith('app/v2.zip');
    await move(storage, down);
    expect(await read(storage, 'app/v2.zip')).toBeUndefined();
    expect(new Uint8Array((await contentOf('down/v2.zip')) ?? [])).toEqual(version(2));
    await expectAllIntact(storage);
  });

  it('of a file removes it; of a link, the link', async () => {
    const storage = await storageWith();
    await writeFile(file('v2.zip').path, version(2));
    await move(storage, up);
    expect(await contentOf('v2.zip')).toBeUndefined();
    expect(await read(storage, 'app/v2.zip')).toEqual(version(2));
    await writeFile(file('real.zip').path, version(3));
    await symlink(file('real.zip').path, file('v2.zip').path);
    await move(storage, up);
    expect(await contentOf('v2.zip')).toBeUndefined();
    expect(await contentOf('real.zip')).toBeDefined();
    expect(await read(storage, 'app/v2.zip')).toEqual(version(3));
  });

  it.each([
    ['an object', over, 'old/v2.zip'],
    ['a download', down, undefined],
  ])('of %s that is killed at any call loses nothing', async (_, plan, destination) => {
    const runs = await forEveryCall((storage) => orThrow(move(storage, plan)), {
      create: () => storageWith('app/v2.zip'),
      check: async ({ storage }) => {
        const source = await read(storage, 'app/v2.zip');
        const copy = destination
          ? await read(storage, destination)
          : await contentOf('down/v2.zip').then((bytes) => bytes && new Uint8Array(bytes));
        expect(source ?? copy).toEqual(version(2));
        await expectAllIntact(storage);
        await rm(join(directory, 'down'), { recursive: true, force: true });
      },
    });
    expect(runs).toBeGreaterThan(10);
  });

  it('of a file that is killed at any call loses nothing', async () => {
    await forEveryCall((storage) => orThrow(move(storage, up)), {
      create: async () => {
        await writeFile(file('v2.zip').path, version(2));
        return await storageWith();
      },
      check: async ({ storage }) => {
        const left = await contentOf('v2.zip');
        expect(left ? new Uint8Array(left) : await read(storage, 'app/v2.zip')).toEqual(version(2));
      },
    });
  });

  it('removes no object that was replaced while it was copied', async () => {
    const storage = await storageWith('app/v2.zip');
    const engine = smallClientOf(storage);
    const replacing = smallClientOf(storage);
    const get = storage.get.bind(storage);
    let replaced = false;
    storage.get = async (address, options) => {
      const found = await get(address, options);
      if (!replaced && address.key.endsWith('.delta')) {
        replaced = true;
        await put(replacing, 'app/v2.zip', version(9));
      }
      return found;
    };
    const { failure } = await move(storage, over, { engine });
    expect(failure).toMatchObject({
      error: {
        code: 'PRECONDITION_FAILED',
        message: expect.stringContaining('s3://releases/app/v2.zip was not removed') as string,
      },
    });
    expect(await read(storage, 'app/v2.zip')).toEqual(version(9));
    expect(await read(storage, 'old/v2.zip')).toEqual(version(2));
  });

  it('removes no object that is its own copy, in one store by two names', async () => {
    const storage = await storageWith('app/v2.zip');
    const { failure } = await move(
      storage,
      (engine) => ({ ...over(engine), destination: object('app/'), sameStore: false }),
      { source: smallClientOf(storage) },
    );
    expect(failure).toMatchObject({ error: { code: 'PRECONDITION_FAILED' } });
    expect(await read(storage, 'app/v2.zip')).toEqual(version(2));
  });

  it('between stores removes it from the one that it was in', async () => {
    const there = await storageWith('app/v2.zip');
    const here = await storageWith();
    const plan = { ...over(smallClientOf(there)), sameStore: false };
    await move(here, () => plan, { source: smallClientOf(there) });
    expect(await read(there, 'app/v2.zip')).toBeUndefined();
    expect(await read(here, 'old/v2.zip')).toEqual(version(2));
  });

  it('removes no file that was written to while it was uploaded', async () => {
    const storage = await storageWith();
    await writeFile(file('v2.zip').path, version(2));
    const put = storage.put.bind(storage);
    storage.put = async (address, source, options) => {
      const stored = await put(address, source, options);
      await writeFile(file('v2.zip').path, version(8));
      return stored;
    };
    const { failure } = await move(storage, up);
    expect(failure).toMatchObject({ error: { code: 'PRECONDITION_FAILED' } });
    expect(new Uint8Array((await contentOf('v2.zip')) ?? [])).toEqual(version(8));
    expect(await read(storage, 'app/v2.zip')).toEqual(version(2));
  });

  it('stops at an abort before the source goes', async () => {
    const storage = await storageWith('app/v2.zip');
    const controller = new AbortController();
    const reason = new Error('Enough.');
    const put = storage.put.bind(storage);
    storage.put = async (address, source, options) => {
      const stored = await put(address, source, options);
      if (address.key === 'old/v2.zip.delta') controller.abort(reason);
      return stored;
    };
    await expect(move(storage, over, { signal: controller.signal })).rejects.toBe(reason);
    expect(await read(storage, 'app/v2.zip')).toEqual(version(2));
  });

  it('that may not overwrite leaves both sides alone', async () => {
    const storage = await storageWith('app/v2.zip', 'old/v2.zip');
    const { summary } = await move(storage, over, { overwrite: false });
    expect(summary).toMatchObject({ succeeded: 0, failed: 0, skipped: 1 });
    expect(await read(storage, 'app/v2.zip')).toEqual(version(2));
    expect(await read(storage, 'old/v2.zip')).toEqual(version(3));
  });
});

/** The error of a run's one task, as the error of the run. */
async function orThrow(run: ReturnType<typeof move>): Promise<void> {
  const { failure } = await run;
  if (failure?.type === 'error') throw failure.error;
}

describe('planMove', () => {
  const outline = async (plan: AsyncIterable<PlanItem>) => {
    const lines: string[] = [];
    for await (const item of plan) {
      if (item.type === 'skipped') lines.push(`skipped ${item.subject}`);
      else if (
        'task' in item &&
        item.task.operation === 'move' &&
        item.task.transfer.operation !== 'upload'
      ) {
        const { transfer } = item.task;
        const to = transfer.operation === 'copy' ? transfer.to.key : transfer.path;
        lines.push(`${item.type} ${transfer.from.key} > ${to.replace(`${directory}/`, '')}`);
      }
    }
    return lines;
  };
  const tree = (engine: RunTransfersOptions['engine'], from: string, to: string) => ({
    type: 'copy' as const,
    engine,
    source: object(from),
    destination: object(to),
    recursive: true,
  });

  it.each([
    ['app/v1.zip', 'app/v1.zip', false],
    ['app/v1.zip', 'app/', false],
    ['app', 'app/', true],
    ['', '', true],
  ])('refuses to move %j onto itself as %j', async (from, to, recursive) => {
    const engine = smallClientOf(await storageWith());
    const options = { ...tree(engine, from, to), recursive };
    await expect(outline(planMove(options))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    // In another store it is another object.
    expect(await outline(planMove({ ...options, sameStore: false }))).toHaveLength(1);
  });

  it.each([
    ['a', 'a/b', ['task a/b/x > a/b/b/x', 'refused a/x > a/b/x']],
    ['a/b', 'a', ['task a/b/x > a/x']],
    ['a', '', ['task a/b/x > b/x', 'task a/x > x']],
  ])('refuses places that are still to be left: %j to %j', async (from, to, expected) => {
    const engine = smallClientOf(await storageWith('a/x', 'a/b/x'));
    expect(await outline(planMove(tree(engine, from, to)))).toEqual(expected);
  });

  it('refuses two keys for one path', async () => {
    const engine = smallClientOf(await storageWith('d/a/b', 'd/a//b', 'd/./a/b'));
    const plan = planMove({
      type: 'download',
      engine,
      source: object('d'),
      destination: file('out'),
      recursive: true,
    });
    expect(await outline(plan)).toEqual(['skipped ./a/b', 'skipped a//b', 'task d/a/b > out/a/b']);
  });
});
