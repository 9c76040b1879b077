import { lstat } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import { unless } from '../errors/node-error.ts';

/** What tells one version of a file from every other one. */
export interface FileVersion {
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  /** Size and time alone: they survive a copy of the tree, where the inode does not. */
  readonly stamp: string;
  /** Changes with the attributes too, which whoever has the file may set without writing it. */
  readonly revision: string;
}

/**
 * An object's file is never written in place: a new version is a new inode. A system may use an inode's
 * number again at once, so the time, which the writer sets to the microsecond, tells the two apart.
 */
export function versionOf(stats: BigIntStats): FileVersion {
  const { ino, size, mtimeNs, ctimeNs } = stats;
  const stamp = `${size.toString(16)}-${mtimeNs.toString(16)}`;
  return {
    size: Number(size),
    etag: `${ino.toString(16)}-${stamp}`,
    lastModified: new Date(Number(mtimeNs / 1_000_000n)),
    stamp,
    revision: ctimeNs.toString(16),
  };
}

/** The version at a path; `undefined` when there is no ordinary file. Links are not followed. */
export async function findVersion(path: string): Promise<FileVersion | undefined> {
  const stats = await unless(lstat(path, { bigint: true }), 'ENOENT', 'ENOTDIR');
  return stats?.isFile() === true ? versionOf(stats) : undefined;
}
