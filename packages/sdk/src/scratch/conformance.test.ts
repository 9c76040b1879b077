import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeScratchPort } from '@deltaglider/testing';
import { FileScratch } from './file-scratch.ts';

async function create(memoryLimit: number) {
  const directory = await mkdtemp(join(tmpdir(), 'dg-sdk-test-'));
  return {
    scratch: new FileScratch({ directory, memoryLimit }),
    usage: async () => (await readdir(directory)).length,
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

describeScratchPort('FileScratch in memory', { create: () => create(16 * 2 ** 20) });
describeScratchPort('FileScratch on disk', { create: () => create(0) });
