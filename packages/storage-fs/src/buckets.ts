import { lstat, mkdir, readdir, realpath, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { compareUtf8, DeltaGliderError, isBucketName, type BucketInfo } from '@deltaglider/core';
import { isNodeError, unless } from './errors/node-error.ts';
import { findBucket, PRIVATE } from './files/bucket-place.ts';
import { pruneTree, syncDirectory } from './files/directories.ts';
import { holdsObject } from './listing/walk-keys.ts';

/** Others may put into a bucket and delete again while it is being removed. */
const ATTEMPTS = 100;

/** @throws INVALID_ARGUMENT, BUCKET_EXISTS */
export async function createBucket(root: string, bucket: string): Promise<void> {
  if (!isBucketName(bucket)) {
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      `${JSON.stringify(bucket)} is not a bucket name.`,
      {
        details: { bucket, hint: 'Use 3 to 63 lower-case letters, digits, dots and hyphens.' },
      },
    );
  }
  const first = await makeRoot(root);
  try {
    await mkdir(join(root, bucket));
  } catch (error) {
    if (!isNodeError(error, 'EEXIST')) throw error;
    throw new DeltaGliderError('BUCKET_EXISTS', `The bucket ${bucket} exists already.`, {
      cause: error,
      details: { bucket },
    });
  }
  for (const directory of upwards(resolve(root), first && dirname(first)))
    await syncDirectory(directory);
}

/** Resolves to the first directory that was missing. */
async function makeRoot(root: string): Promise<string | undefined> {
  try {
    return await mkdir(resolve(root), { recursive: true });
  } catch (error) {
    if (!isNodeError(error, 'EEXIST', 'ENOTDIR')) throw error;
    throw new DeltaGliderError('INVALID_ARGUMENT', `${root} is not a directory.`, {
      cause: error,
      details: { path: root, hint: 'Choose a directory as the root of the storage.' },
    });
  }
}

/** The directories from the root up to the one in which the first was made. */
function upwards(root: string, last: string | undefined): string[] {
  return last === undefined || root === last || root === dirname(root)
    ? [root]
    : [root, ...upwards(dirname(root), last)];
}

/** @throws BUCKET_NOT_FOUND, BUCKET_NOT_EMPTY */
export async function deleteBucket(root: string, bucket: string): Promise<void> {
  const { path } = await findBucket(root, bucket);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await holdsObject(path)) throw notEmpty(bucket);
    for (const name of await readdir(path)) {
      if (name === PRIVATE) continue;
      const isDirectory = (await unless(lstat(join(path, name)), 'ENOENT'))?.isDirectory() === true;
      // What is no object of ours is not ours to remove.
      if (!isDirectory || !(await pruneTree(join(path, name))))
        throw notEmpty(bucket, join(path, name));
    }
    await rm(join(path, PRIVATE), { recursive: true, force: true });
    // Fails as long as anything is in it: an object that came meanwhile is safe.
    const removed = await unless(
      rmdir(path).then(() => true),
      'ENOTEMPTY',
      'EEXIST',
    );
    if (removed !== true) continue;
    await syncDirectory(dirname(path));
    return;
  }
  throw notEmpty(bucket);
}

/** By name. A root that does not exist has none. */
export async function listBuckets(root: string): Promise<readonly BucketInfo[]> {
  const realRoot = await unless(realpath(root), 'ENOENT');
  if (realRoot === undefined) return [];
  const entries = await readdir(realRoot, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && isBucketName(entry.name));
  const buckets = await Promise.all(
    names.map(async ({ name }): Promise<BucketInfo | undefined> => {
      const stats = await unless(lstat(join(realRoot, name)), 'ENOENT');
      if (stats === undefined) return undefined;
      // A file system that keeps no time of birth says 0.
      return { name, createdAt: stats.birthtimeMs > 0 ? stats.birthtime : stats.ctime };
    }),
  );
  return buckets
    .filter((bucket) => bucket !== undefined)
    .sort((a, b) => compareUtf8(a.name, b.name));
}

function notEmpty(bucket: string, path?: string): DeltaGliderError {
  const message = `The bucket ${bucket} still holds ${path ?? 'objects'}.`;
  return new DeltaGliderError('BUCKET_NOT_EMPTY', message, {
    details: {
      bucket,
      path,
      hint: 'Delete what it holds first; on the command line, rb --force does.',
    },
  });
}
