import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  bufferSource,
  deleteObject,
  MemoryStorage,
  type Engine,
  type ListEntry,
} from '@deltaglider/core';
import { FaultyStorage } from '@deltaglider/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  BUCKET,
  createTestEngine,
  release,
  type TestEngine,
} from '../../../core/test/create-test-engine.ts';
import { content, createTree, file, object, OLD, put, sync } from '../../test/sync-world.ts';

let tree: ReturnType<typeof createTree>;
let world: TestEngine;
let engine: Engine;

beforeEach(async () => {
  tree = createTree();
  world = await createTestEngine();
  ({ engine } = world);
});

/** Where all clocks of the test engine are in the past. */
const NEW = new Date('2030-01-01T00:00:00.500Z');

describe('an upload', () => {
  const up = (options: object = {}) =>
    sync({ engine, source: file(tree.root), destination: object('p'), ...options });

  it('brings what is missing, larger or newer, and nothing twice', async () => {
    for (const name of ['a', 'a-', 'a.txt', 'b/c', 'b/d.zip', 'é', '😀']) tree.write(name, name);
    const names = ['a', 'a-', 'a.txt', 'b/c', 'b/d.zip', 'é', '😀'];
    expect(await up()).toEqual(names.map((name) => `upload ${name}`));
    expect(await content(engine, 'p/')).toEqual(tree.content());
    expect(await up()).toEqual([]);
    tree.write('a', 'other');
    tree.write('a-', 'A-', NEW);
    tree.write('a.txt', 'A.TXT');
    expect(await up()).toEqual(['upload a', 'upload a-']);
    expect(await up({ sizeOnly: true })).toEqual([]);
    expect(await up({ overwrite: false })).toEqual([]);
  });

  it('compares a delta by the size and time of the object itself', async () => {
    for (const version of ['1', '2', '3']) tree.write(`v${version}.zip`, release(version));
    await up();
    expect(await world.keys()).toContain('p/v3.zip.delta');
    expect(await up()).toEqual([]);
    tree.write('v3.zip', release('4'));
    expect(await up()).toEqual([]);
    tree.write('v3.zip', release('5'), NEW);
    expect(await up()).toEqual(['upload v3.zip']);
  });

  it('deletes only what is below the prefix, and only when told to', async () => {
    tree.write('a', 'a');
    for (const key of ['p/a', 'p/b', 'p/s/c', 'px/d', 'pp', 'p', 'q/e'])
      await put(engine, key, 'a');
    expect(await up()).toEqual([]);
    expect(await up({ delete: true })).toEqual(['delete p/b', 'delete p/s/c']);
    expect(Object.keys(await content(engine))).toEqual(['p', 'p/a', 'pp', 'px/d', 'q/e']);
  });

  it('leaves references and internal objects to those who need them', async () => {
    for (const version of ['1', '2']) tree.write(`v${version}.zip`, release(version));
    await up({ destination: object('') });
    await put(engine, 'trashed/x.zip', release('1'));
    expect(await up({ destination: object(''), delete: true })).toEqual(['delete trashed/x.zip']);
    const internal = await world.keys();
    expect(internal.filter((key) => key.startsWith('.deltaglider/'))).toHaveLength(1);
    expect(internal).toContain('reference.bin');
    expect(await up({ destination: object(''), delete: true })).toEqual([]);
    expect(await world.keys()).toEqual(internal);
  });

  it('never deletes a reference that lost its metadata', async () => {
    tree.write('v1.zip', release('1'));
    await up();
    const address = { bucket: BUCKET, key: 'p/reference.bin' };
    await world.storage.put(address, bufferSource(release('1')));
    expect(await up({ delete: true })).toEqual([
      'warning reference.bin: It may be the reference of deltas that lost its metadata, so it is not deleted.',
    ]);
    expect(await content(engine, 'p/v1')).toHaveProperty('.zip');
  });

  it('skips folder markers on both sides', async () => {
    await put(engine, 'p/', '');
    await put(engine, 'p/dir/', '');
    tree.write('a', 'a');
    expect(await up({ delete: true })).toEqual(['upload a']);
    expect(Object.keys(await content(engine))).toEqual(['p/', 'p/a', 'p/dir/']);
  });

  it('tells a source that is not there, and one that is no directory', async () => {
    const source = file(join(tree.root, 'none'));
    await expect(up({ source, delete: true })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `The user-provided path ${source.path} does not exist.`,
    });
    await put(engine, 'p/x', 'x');
    const path = tree.write('a', 'a');
    expect(await up({ source: file(path), delete: true })).toEqual([
      `warning ${path}/: File does not exist.`,
    ]);
    expect(Object.keys(await content(engine))).toEqual(['p/x']);
  });

  it('does not take for missing what it could not read', async () => {
    for (const key of ['p/link', 'p/shut/a', 'p/shut/b/c', 'p/shut-', 'p/z'])
      await put(engine, key, 'x');
    tree.write('z', 'x');
    symlinkSync(join(tree.root, 'nowhere'), join(tree.root, 'link'));
    // A link to a directory above itself cannot be read by anybody, be it root.
    symlinkSync(tree.root, join(tree.root, 'shut'));
    const filters = [
      { type: 'exclude', pattern: '*' },
      { type: 'include', pattern: '*/a' },
    ] as const;
    expect(await up({ delete: true, filters })).toEqual([]);
    const lines = await up({ delete: true });
    expect(lines).toEqual([
      'delete p/shut-',
      `warning ${tree.root}/link: File does not exist.`,
      `warning ${tree.root}/shut: Directory is a symbolic link to one that contains it.`,
    ]);
    expect(Object.keys(await content(engine))).toEqual(['p/link', 'p/shut/a', 'p/shut/b/c', 'p/z']);
  });

  it('lets patterns protect what they leave out on either side', async () => {
    for (const name of ['a.txt', 'b.zip', 'sub/c.zip']) tree.write(name, 'x');
    for (const key of ['p/sub/d.zip', 'p/e.zip', 'p/f.txt']) await put(engine, key, 'x');
    const filters = [
      { type: 'exclude', pattern: '*.txt' },
      { type: 'exclude', pattern: 'sub/*' },
    ] as const;
    expect(await up({ delete: true, filters })).toEqual(['delete p/e.zip', 'upload b.zip']);
    expect(Object.keys(await content(engine, 'p/'))).toEqual(['b.zip', 'f.txt', 'sub/d.zip']);
  });
});

describe('a download', () => {
  const down = (options: object = {}) =>
    sync({ engine, source: object('p'), destination: file(tree.root), ...options });

  it('brings what is missing, of another size, or older than the file', async () => {
    for (const name of ['a', 'a-', 'b/c.zip', 'é']) await put(engine, `p/${name}`, name);
    await put(engine, 'pq', 'x');
    const absent = file(join(tree.root, 'none'));
    const dry = { engine, source: object('p'), destination: absent, delete: true };
    expect(await sync(dry, { dryRun: true })).toHaveLength(4);
    expect(existsSync(absent.path)).toBe(false);
    expect(await down()).toEqual([
      'download p/a',
      'download p/a-',
      'download p/b/c.zip',
      'download p/é',
    ]);
    expect(tree.content()).toEqual(await content(engine, 'p/'));
    expect(tree.mtime('b/c.zip').getTime() % 1000).toBe(0);
    expect(await down()).toEqual([]);
    expect(await down({ exactTimestamps: true })).toEqual([]);
    tree.write('a', 'A', OLD);
    tree.write('a-', 'A-', NEW);
    expect(await down()).toEqual(['download p/a-']);
    expect(await down({ exactTimestamps: true })).toEqual(['download p/a']);
    expect(await down({ exactTimestamps: true, delete: true })).toEqual([]);
  });

  it('deletes files, but none behind a link that leads out', async () => {
    const outside = createTree();
    outside.write('treasure', 'x');
    symlinkSync(outside.root, join(tree.root, 'link'));
    symlinkSync(outside.write('target', 'x'), join(tree.root, 'file-link'));
    await put(engine, 'p/a', 'a');
    tree.write('b', 'b');
    tree.write('s/c', 'c');
    const lines = await down({ delete: true });
    expect(lines).toEqual([
      'delete b',
      'delete file-link',
      'delete s/c',
      'download p/a',
      ...['target', 'treasure'].map(
        (name) =>
          `warning ${join(tree.root, 'link', name)}: File is behind a symbolic link that leads out of the destination.`,
      ),
    ]);
    expect(Object.keys(outside.content())).toEqual(['target', 'treasure']);
    expect(existsSync(join(tree.root, 'file-link'))).toBe(false);
  });

  it('skips keys that no file can be called', async () => {
    for (const key of ['p/../up', 'p/a//b', 'p/./c', 'p/d']) await put(engine, key, 'x');
    expect(await down()).toEqual([
      'download p/d',
      'warning ../up: File references a parent directory.',
      'warning ./c: File name has an empty segment, or one that is a dot.',
      'warning a//b: File name has an empty segment, or one that is a dot.',
    ]);
    expect(Object.keys(tree.content())).toEqual(['d']);
  });

  it('puts files in the places of directories, and directories in those of files', async () => {
    for (const key of ['p/a', 'p/b/c', 'p/b-', 'p/e/f/g']) await put(engine, key, 'new');
    for (const name of ['a/x', 'a/y/z', 'b', 'b.', 'e/f']) tree.write(name, 'old');
    mkdirSync(join(tree.root, 'a/empty/inside'), { recursive: true });
    const lines = await down({ delete: true });
    expect(lines.filter((line) => line.startsWith('failed'))).toEqual([]);
    expect(tree.content()).toEqual(await content(engine, 'p/'));
    expect(await down({ delete: true })).toEqual([]);
  });

  it('is refused where the destination is a file', async () => {
    const destination = file(tree.write('a', 'a'));
    await expect(down({ destination })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('a copy', () => {
  it('goes between prefixes and between stores', async () => {
    for (const key of ['p/a', 'p/v1.zip', 'q/x']) await put(engine, key, release(key));
    const inside = { engine, source: object('p'), destination: object('r') };
    expect(await sync(inside)).toEqual(['copy p/a', 'copy p/v1.zip']);
    expect(await sync(inside)).toEqual([]);
    const other = (await createTestEngine()).engine;
    await put(other, 'p/extra', 'x');
    const across = {
      engine: other,
      sourceEngine: engine,
      source: object('p'),
      destination: object('p'),
    };
    expect(await sync({ ...across, delete: true })).toEqual([
      'copy p/a',
      'copy p/v1.zip',
      'delete p/extra',
    ]);
    expect(await content(other)).toEqual(await content(engine, 'p/').then(withPrefix('p/')));
  });

  it('does not find its own copies, and deletes nothing where one side is in the other', async () => {
    for (const key of ['a', 'b/c', 'd']) await put(engine, key, 'x');
    const into = { engine, source: object(''), destination: object('b/copy') };
    for (let round = 0; round < 2; round++) await sync(into);
    expect(Object.keys(await content(engine, 'b/'))).toEqual(['c', 'copy/a', 'copy/b/c', 'copy/d']);
    for (const [source, destination] of [
      ['', 'b'],
      ['b/copy/', 'b'],
    ] as const) {
      const plan = {
        engine,
        source: object(source),
        destination: object(destination),
        delete: true,
      };
      await expect(sync(plan)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    expect(
      await sync({ engine, source: object('b'), destination: object('b/'), delete: true }),
    ).toEqual([]);
  });
});

function withPrefix(prefix: string) {
  return (found: Record<string, string>) =>
    Object.fromEntries(Object.entries(found).map(([key, text]) => [prefix + key, text]));
}

describe('deletions', () => {
  const up = (options: object = {}) =>
    sync({ engine, source: file(tree.root), destination: object('p'), delete: true, ...options });

  beforeEach(async () => {
    for (const name of ['a', 'b', 'c', 'd']) await put(engine, `p/${name}`, 'x');
    tree.write('a', 'x');
  });

  it('do not come when something else has failed', async () => {
    tree.write('.deltaglider/new', 'x');
    expect(await up({ destination: object('') })).toEqual([
      'Nothing is deleted, because not everything before succeeded (1 failed).',
      'failed upload .deltaglider/new',
      'upload a',
    ]);
    await deleteObject(engine, { address: { bucket: BUCKET, key: 'a' } });
    expect(Object.keys(await content(engine, 'p/'))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('come last', async () => {
    for (let i = 0; i < 20; i++) tree.write(`new-${i}`, 'x');
    const order: string[] = [];
    const faulty = new FaultyStorage(world.storage);
    await sync({
      engine: { ...engine, storage: faulty },
      source: file(tree.root),
      destination: object('p'),
      delete: true,
    });
    for (const { method } of faulty.calls) {
      if ((method === 'put' || method === 'delete') && order.at(-1) !== method) order.push(method);
    }
    expect(order).toEqual(['put', 'delete']);
  });

  it.each([
    [{ count: 3 }, true],
    [{ count: 2 }, false],
    [{ count: 0 }, false],
    [{ percent: 75 }, true],
    [{ percent: 74.9 }, false],
  ])('are all refused beyond %j, after the transfers', async (maxDelete, allowed) => {
    tree.write('new', 'x');
    if (allowed) expect(await up({ maxDelete })).toHaveLength(4);
    else {
      for (const dryRun of [true, false]) {
        await expect(
          sync(
            { engine, source: file(tree.root), destination: object('p'), delete: true, maxDelete },
            { dryRun },
          ),
        ).rejects.toMatchObject({ code: 'DELETION_REFUSED' });
      }
      expect(Object.keys(await content(engine, 'p/'))).toEqual(['a', 'b', 'c', 'd', 'new']);
    }
  });

  it('of everything need a word, when the source is empty', async () => {
    const source = file(createTree().root);
    await expect(up({ source })).rejects.toMatchObject({ code: 'DELETION_REFUSED' });
    await expect(
      up({ filters: [{ type: 'exclude', pattern: `${tree.root}/*` }] }),
    ).rejects.toMatchObject({ code: 'DELETION_REFUSED' });
    expect(Object.keys(await content(engine, 'p/'))).toHaveLength(4);
    expect(await up({ source, destination: object('nothing') })).toEqual([]);
    expect(await up({ source, allowEmpty: true })).toHaveLength(4);
  });

  it('ask first, with all figures', async () => {
    const asked: unknown[] = [];
    const confirm = (answer: boolean) => async (extent: unknown) => {
      asked.push(extent);
      return answer;
    };
    expect(await up({ confirmDeletions: confirm(false) })).toEqual(['Nothing is deleted.']);
    expect(await up({ confirmDeletions: confirm(true) })).toHaveLength(3);
    expect(await up({ confirmDeletions: confirm(false) })).toEqual([]);
    expect(asked).toEqual(Array(2).fill({ deletions: 3, destinations: 4, sources: 1 }));
  });

  it('are only told by a dry run', async () => {
    const plan = { engine, source: file(tree.root), destination: object('p'), delete: true };
    tree.write('new', 'x');
    const dry = await sync(plan, { dryRun: true });
    expect(Object.keys(await content(engine, 'p/'))).toEqual(['a', 'b', 'c', 'd']);
    expect(await sync(plan)).toEqual(dry);
  });
});

describe('by checksum', () => {
  it('tells content apart that has the same size and an innocent time', async () => {
    for (const name of ['a', 'v1.zip', 'v2.zip']) tree.write(name, release(name));
    const plan = { engine, source: file(tree.root), destination: object('p'), checksum: true };
    await sync(plan);
    expect(await sync(plan)).toEqual([]);
    tree.write('a', release('b'));
    tree.write('v1.zip', release('v1.zip'), NEW);
    tree.write('v2.zip', release('v3.zip'));
    expect(await sync({ ...plan, checksum: false })).toEqual(['upload v1.zip']);
    tree.write('v1.zip', release('v1.zip'), NEW);
    expect(await sync(plan)).toEqual(['upload a', 'upload v2.zip']);
    tree.write('a', release('c'));
    const down = { engine, source: object('p'), destination: file(tree.root), checksum: true };
    expect(await sync(down)).toEqual(['download p/a']);
    expect(await sync(down)).toEqual([]);
  });

  it('reads no object, and of two stores no byte', async () => {
    const other = await createTestEngine();
    for (const each of [engine, other.engine]) {
      for (const key of ['a', 'v1.zip', 'v2.zip']) await put(each, key, release(key));
    }
    await put(engine, 'b', 'one');
    await put(other.engine, 'b', 'two');
    const from = new FaultyStorage(world.storage);
    const to = new FaultyStorage(other.storage);
    const plan = {
      engine: { ...other.engine, storage: to },
      sourceEngine: { ...engine, storage: from },
      source: object(''),
      destination: object(''),
      checksum: true,
    };
    expect(await sync(plan, { dryRun: true })).toEqual(['copy b']);
    const methods = new Set([...from.calls, ...to.calls].map(({ method }) => method));
    expect([...methods].sort()).toEqual(['head', 'list']);
  });

  it('says where no digest is known, and goes by size and time there', async () => {
    for (const key of ['p/a', 'p/b']) {
      await world.storage.put({ bucket: BUCKET, key }, bufferSource(new Uint8Array(3)));
    }
    tree.write('a', 'abc');
    tree.write('b', 'abc', NEW);
    expect(
      await sync({ engine, source: file(tree.root), destination: object('p'), checksum: true }),
    ).toEqual([
      'Compared by size and time, because no SHA-256 is recorded of them: 2 object(s).',
      'upload b',
    ]);
  });
});

/** A listing that is made as it is read. */
class LongStorage extends MemoryStorage {
  pulled = 0;
  onPull: () => void = () => undefined;

  override async *list(): AsyncGenerator<ListEntry> {
    for (let index = 0; index < 30_000; index++) {
      this.pulled++;
      this.onPull();
      const key = String(index).padStart(6, '0');
      yield { type: 'object', key, size: 5, etag: key, lastModified: OLD };
    }
  }
}

it('reads two long listings in step, so that its memory does not grow with them', async () => {
  const [from, to] = [new LongStorage(), new LongStorage()];
  let apart = 0;
  from.onPull = to.onPull = () => {
    apart = Math.max(apart, Math.abs(from.pulled - to.pulled));
  };
  const plan = {
    engine: { ...engine, storage: to },
    sourceEngine: { ...engine, storage: from },
    source: object(''),
    destination: object(''),
    delete: true,
  };
  expect(await sync(plan)).toEqual([]);
  expect([from.pulled, to.pulled]).toEqual([30_000, 30_000]);
  // A page of a listing is read at once.
  expect(apart).toBeLessThanOrEqual(1000);
});
