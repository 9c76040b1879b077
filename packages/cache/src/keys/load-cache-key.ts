import type { KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { translateFileError } from '../disk/translate-file-error.ts';
import { parseCacheKey } from './cache-key.ts';
import { createKeyFile, findKeyFile, readKeyFile } from './key-file.ts';

const KEY_FILE = 'cache.key';

export interface CacheKeyOptions {
  /** Where the key file lies, beside the entries; created when it is missing. */
  readonly directory: string;
  /** 32 bytes in base64; no key file is read or made then. */
  readonly key?: string | undefined;
  /** What an error calls `key`: the name of the environment variable, say. @default 'The cache key' */
  readonly source?: string | undefined;
}

/**
 * The key of a cache: the given one, or the one in the directory's key file, which is made once with mode 0600.
 * Processes that start at the same time agree on one.
 * @throws INVALID_ARGUMENT when `key` or the key file does not hold 32 bytes
 * @throws ACCESS_DENIED when the key file cannot be read or made, or others may read it
 * @throws STORAGE_FULL or STORAGE_FAILED when it cannot be made
 */
export async function loadCacheKey(options: CacheKeyOptions): Promise<KeyObject> {
  const { directory, key, source = 'The cache key' } = options;
  if (key !== undefined) return parseCacheKey(key, source);
  const path = join(directory, KEY_FILE);
  try {
    const found = await findKeyFile(path);
    if (found !== undefined) return found;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await createKeyFile(path);
    return await readKeyFile(path);
  } catch (error) {
    throw translateFileError(error, path);
  }
}
