import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FsReferenceCache, loadCacheKey } from '../src/index.ts';
import { type BuiltWorker, buildWorker } from './build-worker.ts';
import { bytesOf, createDirectory, namesIn, sha256Of } from './support.ts';

const PROCESSES = 8;
let built: BuiltWorker;

beforeAll(async () => {
  built = await buildWorker('worker.ts');
});

afterAll(() => built.remove());

function start(task: string, directory: string): ChildProcess {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return spawn(process.execPath, [built.path, task, directory], {
    stdio: [...stdio],
  });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  return output;
}

describe('several processes on one directory', () => {
  it('put and get the same digests at once, and agree on one new key', async () => {
    const directory = await createDirectory();
    const children = Array.from({ length: PROCESSES }, () => start('exercise', directory));
    const outputs = await Promise.all(children.map((child) => outputOf(child)));
    const results = outputs.map((output) => JSON.parse(output) as { hits: number; key: string });
    expect(new Set(results.map(({ key }) => key)).size).toBe(1);
    expect(results.some(({ hits }) => hits > 0)).toBe(true);
    const names = await namesIn(directory);
    expect(names.filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
    expect((await readdir(directory)).sort()).toEqual(['cache.key', 'v1']);
  });

  it('leave no entry when killed in the middle of a put, and nothing at all after the next start', async () => {
    const directory = await createDirectory();
    const digest = sha256Of(bytesOf(100_000));
    const child = start('stall', directory);
    if (child.stdout === null) throw new Error('The child has no output.');
    await once(child.stdout, 'data');
    const [temporary, ...others] = await namesIn(directory);
    expect(others).toEqual([]);
    expect(temporary).toContain(`${digest}.`);
    const key = await loadCacheKey({ directory });
    await FsReferenceCache.open({ directory, key });
    expect(await namesIn(directory)).toEqual([temporary]);
    child.kill('SIGKILL');
    await once(child, 'close');
    const cache = await FsReferenceCache.open({ directory, key });
    expect(await cache.get(digest)).toBeUndefined();
    expect(await namesIn(directory)).toEqual([]);
  });
});
