import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOwnerTag, isAbandoned } from './owner-tag.ts';
import { translateFileError } from './translate-file-error.ts';

const PREFIX = 'deltaglider-cache-';

/**
 * A new private directory for this process, in the system's directory for temporary files.
 * @throws ACCESS_DENIED, STORAGE_FULL or STORAGE_FAILED
 */
export async function createTemporaryDirectory(): Promise<string> {
  const path = join(tmpdir(), `${PREFIX}${createOwnerTag()}`);
  try {
    await mkdir(path, { mode: 0o700 });
    return path;
  } catch (error) {
    throw translateFileError(error, path);
  }
}

/** Removes the directories of this user whose process was killed before it could. */
export async function removeAbandonedDirectories(now: Date): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(PREFIX))) {
    const path = join(tmpdir(), name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isDirectory() !== true || stats.uid !== (process.getuid?.() ?? stats.uid)) continue;
    if (!isAbandoned(name, { changed: stats.mtime, now })) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
