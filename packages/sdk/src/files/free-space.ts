import { statfs } from 'node:fs/promises';

const GIB = 2 ** 30;

/** Below this, large objects are likely to run out of room. */
export const LITTLE_ROOM = GIB;

/** Bytes that this user may still write to the file system of the path. */
export async function freeSpace(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** `12.3 GiB` */
export function inGibibytes(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
