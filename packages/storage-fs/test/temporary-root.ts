import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bufferSource, collect, type ObjectAddress } from '@deltaglider/core';
import { afterEach, beforeEach } from 'vitest';
import { FsStorage, type FsStorageOptions } from '../src/index.ts';

export const at = (key: string): ObjectAddress => ({ bucket: 'bucket', key });

export const text = (content: string) => bufferSource(new TextEncoder().encode(content));

/** Registers hooks that make a root with one bucket for every test. */
export function useRoot(): {
  readonly path: (...names: string[]) => string;
  readonly open: (options?: Partial<FsStorageOptions>) => FsStorage;
} {
  let root = '';
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'storage-fs-')));
    // Tests under another user have to get in.
    await chmod(root, 0o755);
    await new FsStorage({ root }).createBucket('bucket');
  });
  afterEach(async () => {
    await rm(root, { recursive: true });
  });
  return {
    path: (...names) => join(root, ...names),
    open: (options) => new FsStorage({ root, ...options }),
  };
}

export async function readText(storage: FsStorage, key: string): Promise<string> {
  return new TextDecoder().decode(await collect((await storage.get(at(key))).body));
}

export async function listKeys(storage: FsStorage): Promise<string[]> {
  const keys: string[] = [];
  for await (const entry of storage.list('bucket')) keys.push(entry.key);
  return keys;
}
