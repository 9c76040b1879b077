import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { documents, release, World } from './world.ts';

it('ends with 3 for an object that is damaged in the store, and names it', async () => {
  const world = new World();
  await world.ok('mb s3://bkt');
  world.write('t/notes.txt', 'notes\n');
  world.write('t/v1.zip', release('1'));
  await world.ok('cp -r t s3://bkt -q');
  const path = join(world.store, 'bkt/notes.txt');
  const bytes = readFileSync(path);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const text = await world.run(['verify', 's3://bkt']);
  expect(text.code).toBe(3);
  expect(text.stdout).toContain('verified: s3://bkt/v1.zip\n');
  expect(text.stderr).toMatch(/^damaged: s3:\/\/bkt\/notes\.txt .+\n$/);
  const json = await world.run(['verify', 's3://bkt', '--json']);
  expect(json.code).toBe(3);
  expect(documents(json.stdout).at(-1)).toMatchObject({ type: 'summary', valid: 1, damaged: 1 });
  const download = await world.run(['cp', 's3://bkt/notes.txt', 'out.txt']);
  expect(download.code).toBe(1);
  expect(world.files('work')).not.toContain('out.txt');
});

it('is not fooled by a reference that only this machine still has', async () => {
  const world = new World();
  await world.ok('mb s3://bkt');
  world.write('v1.zip', release('1'));
  await world.ok('cp v1.zip s3://bkt/app/');
  rmSync(join(world.store, 'bkt/app/reference.bin'));
  const { code, stderr } = await world.run(['verify', '-r', 's3://bkt/app']);
  expect(code).toBe(3);
  expect(stderr).toMatch(/^damaged: The reference of s3:\/\/bkt\/app\/v1\.zip /);
  expect(world.files('tmp')).toEqual([]);
});
