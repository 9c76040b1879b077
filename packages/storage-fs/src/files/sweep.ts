import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unless } from '../errors/node-error.ts';
import { isStale } from '../locks/claim.ts';
import type { BucketPlace } from './bucket-place.ts';

/** A process that cannot be looked at from here may take this long for one object. */
const UPLOAD_LEASE_MS = 24 * 60 * 60 * 1000;

/** Removes what killed processes left behind: unfinished files, and claims. */
export async function sweep(bucket: BucketPlace, now: Date): Promise<void> {
  await sweepDirectory(bucket.temporary, now, UPLOAD_LEASE_MS);
  await sweepDirectory(bucket.locks, now, UPLOAD_LEASE_MS);
}

async function sweepDirectory(directory: string, now: Date, leaseMs: number): Promise<void> {
  const names = await unless(readdir(directory), 'ENOENT', 'ENOTDIR');
  for (const name of names ?? []) {
    const path = join(directory, name);
    if (await isStale(path, now.getTime(), leaseMs)) await unless(unlink(path), 'ENOENT');
  }
}
