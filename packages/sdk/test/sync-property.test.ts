import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTestEngine, release, type TestEngine } from '../../core/test/create-test-engine.ts';
import { content, createTree, file, object, put, sync } from './sync-world.ts';

/** Names and versions. No name is a directory of another one. */
type Tree = Readonly<Record<string, number>>;

const segment = fc.constantFrom(
  'a',
  'a-',
  'a.zip',
  'b',
  'é',
  '\uffee',
  '😀',
  'reference.bin',
  'x.delta',
);
const name = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const tree: fc.Arbitrary<Tree> = fc
  .dictionary(name, fc.integer({ min: 0, max: 3 }), { maxKeys: 8 })
  .map((all) =>
    Object.fromEntries(
      Object.entries(all).filter(
        ([each]) => !Object.keys(all).some((other) => each.startsWith(`${other}/`)),
      ),
    ),
  );
const rules: fc.Arbitrary<Rules> = fc.record({
  delete: fc.boolean(),
  checksum: fc.boolean(),
  concurrency: fc.integer({ min: 1, max: 4 }),
});

interface Rules {
  readonly delete: boolean;
  readonly checksum: boolean;
  readonly concurrency: number;
}

/** Tries a sync of random trees, by random rules. */
async function forAll(
  holds: (source: Tree, destination: Tree, by: Rules) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(tree, tree, rules, holds), { numRuns: 50 });
}

/** Versions differ in size, so that times need not tell them apart. */
const bytesOf = (version: number) => release(String(version), 5000 + version);

async function fill(world: TestEngine, prefix: string, objects: Tree): Promise<void> {
  for (const [key, version] of Object.entries(objects))
    await put(world.engine, prefix + key, bytesOf(version));
}

/** Everything that no sync of `p/` may touch: keys, and the versions behind them. */
async function outside({ storage }: TestEngine, bucket = 'releases'): Promise<string[]> {
  const rows: string[] = [];
  for await (const entry of storage.list(bucket)) {
    const isOurs = entry.key.startsWith('p/') || entry.key.startsWith('.deltaglider/');
    if (entry.type === 'object' && !isOurs) rows.push(`${entry.key} ${entry.etag}`);
  }
  return rows;
}

async function createWorld(): Promise<TestEngine> {
  const world = await createTestEngine();
  const aside = { p: 0, 'pq/a': 1, 'pq/a.zip': 1, 'pq/b.zip': 2, 'reference.bin': 1, 'a.zip': 2 };
  await fill(world, '', aside);
  return world;
}

describe('a sync', () => {
  it('up is complete, and touches nothing outside', async () => {
    await forAll(async (source, destination, { concurrency, ...options }) => {
      const world = await createWorld();
      const local = createTree();
      for (const [each, version] of Object.entries(source)) local.write(each, bytesOf(version));
      await fill(world, 'p/', destination);
      const before = await outside(world);
      const given = await content(world.engine, 'p/');
      const { engine } = world;
      const plan = {
        ...options,
        allowEmpty: true,
        engine,
        source: file(local.root),
        destination: object('p'),
      };
      const lines = await sync(plan, { concurrency });
      expect(lines.filter((line) => !/^(upload|delete) /.test(line))).toEqual([]);
      const wanted = options.delete ? local.content() : { ...given, ...local.content() };
      expect(await content(engine, 'p/')).toEqual(wanted);
      expect(await sync(plan)).toEqual([]);
      expect(await outside(world)).toEqual(before);
      rmSync(local.root, { recursive: true });
    });
  });

  it('down is complete, and touches nothing outside', async () => {
    await forAll(async (source, destination, { concurrency, ...options }) => {
      const world = await createWorld();
      const local = createTree();
      local.write('beside', 'x');
      for (const [each, version] of Object.entries(destination))
        local.write(`d/${each}`, bytesOf(version));
      await fill(world, 'p/', source);
      const { engine } = world;
      const before = await content(engine);
      const place = file(`${local.root}/d`);
      const plan = {
        ...options,
        allowEmpty: true,
        engine,
        source: object('p'),
        destination: place,
      };
      const lines = await sync(plan, { concurrency });
      const failed = lines.filter((line) => !/^(download|delete) /.test(line));
      // Without deletions a file may be where a directory has to be.
      if (options.delete) expect(failed).toEqual([]);
      const wanted = Object.entries(await content(engine, 'p/')).map(([key, text]) => [
        `d/${key}`,
        text,
      ]);
      if (options.delete)
        expect(local.content()).toEqual({ beside: 'x', ...Object.fromEntries(wanted) });
      else if (failed.length === 0)
        expect(local.content()).toMatchObject(Object.fromEntries(wanted));
      if (failed.length === 0) expect(await sync(plan)).toEqual([]);
      expect(await content(engine)).toEqual(before);
      rmSync(local.root, { recursive: true });
    });
  });

  it('across is complete, and touches nothing outside', async () => {
    await forAll(async (source, destination, { concurrency, ...options }) => {
      const world = await createWorld();
      await fill(world, 'p/', destination);
      await fill(world, 's/', source);
      const { engine } = world;
      const before = await outside(world);
      const given = await content(engine, 'p/');
      const plan = {
        ...options,
        allowEmpty: true,
        engine,
        source: object('s'),
        destination: object('p/'),
      };
      const lines = await sync(plan, { concurrency });
      expect(lines.filter((line) => !/^(copy|delete) /.test(line))).toEqual([]);
      const copied = await content(engine, 's/');
      expect(await content(engine, 'p/')).toEqual(
        options.delete ? copied : { ...given, ...copied },
      );
      expect(await sync(plan)).toEqual([]);
      expect(await outside(world)).toEqual(before);
    });
  });
});
