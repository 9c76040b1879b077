import { lstat, mkdir, open, readdir, realpath, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bucketNotFound, keyInTheWay, notPlain, tooBusy } from '../errors/failures.ts';
import { isNodeError, unless } from '../errors/node-error.ts';
import type { ObjectPlace } from './object-place.ts';

/** Others may remove a directory as often as we make it; this often is no accident any more. */
const ATTEMPTS = 1000;

/** Whether the path is a directory, and no link leads to it. */
export async function isPlainDirectory(path: string): Promise<boolean> {
  return (await unless(realpath(path), 'ENOENT', 'ENOTDIR', 'ELOOP')) === path;
}

/**
 * Makes a directory of a bucket and what is missing above it, durably.
 * @throws BUCKET_NOT_FOUND, ACCESS_DENIED when a link is in the way, INVALID_ARGUMENT when an object is.
 */
export async function ensureDirectory(place: ObjectPlace, directory: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const real = await realpath(directory);
      if (real !== directory) throw notPlain(place.address, directory);
      return;
    } catch (error) {
      if (isNodeError(error, 'ENOTDIR')) throw keyInTheWay(place.address, error);
      if (!isNodeError(error, 'ENOENT')) throw error;
      if (directory === place.bucket.path) throw bucketNotFound(place.bucket.name, error);
    }
    await assertNoLink(place, directory);
    await ensureDirectory(place, dirname(directory));
    await makeDirectory(place, directory);
  }
  throw tooBusy(place.address);
}

/** A dangling link would be followed by mkdir's caller later on, once somebody made its target. */
async function assertNoLink(place: ObjectPlace, directory: string): Promise<void> {
  const stats = await unless(lstat(directory), 'ENOENT', 'ENOTDIR');
  if (stats?.isSymbolicLink() === true) throw notPlain(place.address, directory);
}

async function makeDirectory(place: ObjectPlace, directory: string): Promise<void> {
  try {
    await mkdir(directory);
    await syncDirectory(dirname(directory));
  } catch (error) {
    if (isNodeError(error, 'ENOTDIR')) throw keyInTheWay(place.address, error);
    // Made by another, or its parent was removed meanwhile: the caller looks again.
    if (!isNodeError(error, 'EEXIST', 'ENOENT')) throw error;
  }
}

/** Makes a directory durable, with the entries that it has now. One that is gone needs it no more. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await unless(open(path, 'r'), 'ENOENT', 'ENOTDIR');
  if (handle === undefined) return;
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems know no fsync of directories: their rename is durable by itself.
    if (!isNodeError(error, 'EINVAL', 'ENOTSUP', 'EBADF')) throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Removes directories that hold nothing any more, upwards to the bucket.
 * Resolves to the lowest one that stays.
 */
export async function pruneUpwards(place: ObjectPlace): Promise<string> {
  let directory = place.directory;
  while (directory !== place.bucket.path) {
    try {
      await rmdir(directory);
    } catch (error) {
      if (!isNodeError(error, 'ENOENT')) return directory;
    }
    directory = dirname(directory);
  }
  return directory;
}

/** Removes a tree of directories that holds no file; resolves to whether it is gone. */
export async function pruneTree(path: string): Promise<boolean> {
  const entries = await unless(readdir(path, { withFileTypes: true }), 'ENOENT');
  for (const entry of entries ?? []) {
    if (!entry.isDirectory() || !(await pruneTree(join(path, entry.name)))) return false;
  }
  try {
    await rmdir(path);
    return true;
  } catch (error) {
    if (isNodeError(error, 'ENOENT')) return true;
    if (isNodeError(error, 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}
