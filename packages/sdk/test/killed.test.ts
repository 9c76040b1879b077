import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorage } from '@deltaglider/core';
import { FsStorage } from '@deltaglider/storage-fs';
import { afterAll, beforeAll } from 'vitest';
import { describeKilled } from './describe-killed.ts';

describeKilled('a memory store', async () => new MemoryStorage());

let root: string;
let stores = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-killed-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});
describeKilled('a directory store', async () => {
  stores += 1;
  return new FsStorage({ root: join(root, String(stores)) });
});
