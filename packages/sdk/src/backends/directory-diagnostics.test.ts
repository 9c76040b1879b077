import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnosis } from '@deltaglider/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFileStore } from './file-store.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-directory-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function diagnose(path: string): Promise<Diagnosis[]> {
  const { diagnostics } = await openFileStore(pathToFileURL(path));
  const found: Diagnosis[] = [];
  for await (const each of diagnostics?.diagnose(undefined) ?? []) found.push(each);
  return found;
}

it('tells of a directory how many buckets and how much room it has', async () => {
  const { buckets } = await openFileStore(pathToFileURL(root));
  await buckets.createBucket('one');
  expect(await diagnose(root)).toEqual([
    { check: 'store', status: 'ok', message: `${root} has 1 bucket(s).` },
    {
      check: 'disk',
      status: expect.stringMatching(/^(ok|warning)$/) as string,
      message: expect.stringMatching(/ has \d+\.\d GiB free\.$/) as string,
    },
  ]);
});

it('warns of a directory that is not there', async () => {
  const path = join(root, 'none');
  expect(await diagnose(path)).toMatchObject([
    {
      check: 'store',
      status: 'warning',
      message: `${path} does not exist; the first bucket makes it.`,
    },
  ]);
});
