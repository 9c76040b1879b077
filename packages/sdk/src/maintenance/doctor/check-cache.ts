import { constants } from 'node:fs';
import { access, lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { defaultDiskCacheBytes, openReferenceCache } from '@deltaglider/cache';
import { defaultCacheDirectory } from '../../cache/default-cache-directory.ts';
import type { CacheSettings } from '../../create-delta-glider.ts';
import { systemCodeOf } from '../../files/translate-file-error.ts';
import type { Found } from './check.ts';
import { freeSpace, inGibibytes, LITTLE_ROOM } from '../../files/free-space.ts';

/** Files whose sizes are asked for at once. */
const STATS_AT_ONCE = 32;

/** Whether references can be kept between runs. Makes nothing that is not there yet. */
export async function checkCache(settings: CacheSettings): Promise<Found> {
  if (settings.backend === 'memory') {
    return { status: 'ok', message: 'References are kept in memory, for one run each.' };
  }
  const directory = resolve(settings.directory ?? defaultCacheDirectory());
  if (!(await exists(directory))) return await checkPlaceFor(directory);
  const opened = await openReferenceCache({
    backend: 'disk',
    directory,
    maxBytes: settings.maxBytes,
    key: settings.encryptionKey,
    keySource: settings.encryptionKeySource,
  });
  try {
    const { fallbackReason } = opened;
    if (fallbackReason !== undefined) return unusable(directory, fallbackReason);
    return await describe(directory, settings.maxBytes ?? defaultDiskCacheBytes);
  } finally {
    await opened.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The first run makes the directory, if it may. */
async function checkPlaceFor(directory: string): Promise<Found> {
  let parent = dirname(directory);
  while (!(await exists(parent)) && dirname(parent) !== parent) parent = dirname(parent);
  try {
    await access(parent, constants.W_OK | constants.X_OK);
    return { status: 'ok', message: `${directory} is made when it is first needed.` };
  } catch (cause) {
    return unusable(directory, new Error(`${parent} is not yours to write.`, { cause }));
  }
}

function unusable(directory: string, reason: Error): Found {
  return {
    status: 'warning',
    message: `The cache ${directory} cannot be used, so every run fetches its references anew. ${reason.message}`,
    hint: 'Set DG_CACHE_DIR (or --cache-dir) to a directory of your own.',
  };
}

async function describe(directory: string, maxBytes: number): Promise<Found> {
  const { mode } = await stat(directory);
  const [size, free] = await Promise.all([sizeOf(directory), freeSpace(directory)]);
  const message =
    `${directory} holds ${inGibibytes(size)} of at most ${inGibibytes(maxBytes)}; its disk has ` +
    `${inGibibytes(free)} free.`;
  // Windows has no such bits and shows the same ones for every file.
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) {
    return {
      status: 'warning',
      message: `${message} Others may write to it.`,
      hint: `Set its mode: chmod 700 ${directory}`,
    };
  }
  if (free < LITTLE_ROOM && size + free < maxBytes) {
    return {
      status: 'warning',
      message,
      hint: 'Free room there, or move the cache with DG_CACHE_DIR (or --cache-dir).',
    };
  }
  return { status: 'ok', message };
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true });
  let total = 0;
  for (let i = 0; i < names.length; i += STATS_AT_ONCE) {
    const some = names.slice(i, i + STATS_AT_ONCE);
    // What has been evicted meanwhile takes no room.
    const found = some.map((name) => lstat(join(directory, name)).catch(() => undefined));
    for (const stats of await Promise.all(found)) if (stats?.isFile() === true) total += stats.size;
  }
  return total;
}
