import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isBucketName } from '@deltaglider/core';
import { bucketNotFound } from '../errors/failures.ts';
import { unless } from '../errors/node-error.ts';

/** The directory of the bucket that holds what is the adapter's own; no key is written under this name. */
export const PRIVATE = '%private';

/** Where one bucket is kept. */
export interface BucketPlace {
  readonly name: string;
  /** Without any symbolic link in it. */
  readonly path: string;
  /** Objects that are being written. */
  readonly temporary: string;
  /** Claims of the processes that are changing an object. */
  readonly locks: string;
  /** Metadata of files on file systems without extended attributes. */
  readonly sidecars: string;
}

/** @throws BUCKET_NOT_FOUND when there is no such directory. */
export async function findBucket(root: string, name: string): Promise<BucketPlace> {
  // What is no bucket name never reaches a path.
  if (!isBucketName(name)) throw bucketNotFound(name);
  const realRoot = await unless(realpath(root), 'ENOENT', 'ENOTDIR');
  if (realRoot === undefined) throw bucketNotFound(name);
  const bucket = bucketPlace(realRoot, name);
  const stats = await unless(lstat(bucket.path), 'ENOENT', 'ENOTDIR');
  if (stats?.isDirectory() !== true) throw bucketNotFound(name);
  return bucket;
}

/** The paths of a bucket, whether it exists or not. */
export function bucketPlace(realRoot: string, name: string): BucketPlace {
  const path = join(realRoot, name);
  return {
    name,
    path,
    temporary: join(path, PRIVATE, 'tmp'),
    locks: join(path, PRIVATE, 'locks'),
    sidecars: join(path, PRIVATE, 'meta'),
  };
}
