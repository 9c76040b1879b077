import { createCipheriv } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipTree } from '../../demo/zip-tree.mjs';

const MEMBERS = 40;
const MEMBER_SIZE = 20_000;

/** Zips of one tree in as many versions, in each of which another one of its forty members is changed. */
export async function makeZips(folder, count) {
  mkdirSync(folder);
  const tree = `${folder}-tree`;
  mkdirSync(tree);
  for (let i = 0; i < MEMBERS; i++) writeFileSync(join(tree, `${i}.bin`), member(i));
  for (let version = 0; version < count; version++) {
    const changed = join(tree, `${version}.bin`);
    writeFileSync(changed, member(MEMBERS + version));
    await zipTree(tree, join(folder, `app-1.0.${version}.zip`));
    writeFileSync(changed, member(version));
  }
  rmSync(tree, { recursive: true });
}

function member(seed) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(MEMBER_SIZE));
}
