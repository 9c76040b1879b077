import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStorage } from '@deltaglider/core';
import { FsStorage } from '@deltaglider/storage-fs';
import { afterAll, beforeAll } from 'vitest';
import { describeDamage } from './describe-damage.ts';
import { BUCKET } from './safety-engine.ts';

describeDamage('a memory store', async () => {
  const storage = new MemoryStorage();
  await storage.createBucket(BUCKET);
  return { storage, bucket: BUCKET };
});

let root: string;
let stores = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-damage-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});
describeDamage('a directory', async () => {
  stores += 1;
  const storage = new FsStorage({ root: join(root, String(stores)) });
  await storage.createBucket(BUCKET);
  return { storage, bucket: BUCKET };
});
