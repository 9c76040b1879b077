import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipTree } from './zip-tree.mjs';

const VERSIONS = 6;
const FILES = 60;
const FILE_SIZE = 40_000;

/** Releases that are made up here: a tree of files of which each version changes a few. */
export async function generateReleases(work) {
  const directory = join(work, 'generated');
  const tree = join(directory, 'tree');
  mkdirSync(tree, { recursive: true });
  const contents = Array.from({ length: FILES }, (_, i) => pseudoRandom(i + 1, FILE_SIZE));
  const zips = [];
  for (let version = 1; version <= VERSIONS; version++) {
    contents[version] = pseudoRandom(1000 + version, FILE_SIZE);
    contents.forEach((bytes, i) => writeFileSync(join(tree, `module-${i}.bin`), bytes));
    const path = join(directory, `app-1.${version}.0.zip`);
    await zipTree(tree, path);
    zips.push(path);
  }
  return [{ title: 'a generated application as .zip', prefix: 'app', files: zips }];
}

/** Bytes with some structure, the same for the same seed. */
function pseudoRandom(seed, size) {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = i % 3 === 0 ? 0x20 : state >>> 24;
  }
  return bytes;
}
