import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ignoresCase } from './ignores-case.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-case-'));
  await mkdir(join(directory, 'Strict'));
  await mkdir(join(directory, 'Lax/123'), { recursive: true });
  // What a file system without case would answer.
  await symlink('Lax', join(directory, 'lAX'));
});
afterAll(() => rm(directory, { recursive: true }));

it.each([
  ['Strict', false],
  ['Strict/still/to/come', false],
  ['Lax', true],
  ['Lax/123/still/to/come', true],
  ['/', false],
])('tells of %s: %s', async (name, expected) => {
  expect(await ignoresCase(name === '/' ? name : join(directory, name))).toBe(expected);
});
