import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { link, open, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { DeltaGliderError } from '@deltaglider/core';
import { createOwnerTag } from '../disk/owner-tag.ts';
import { codeOf } from '../disk/translate-file-error.ts';
import { CACHE_KEY_SIZE } from './cache-key.ts';

/** Permissions of group and others. */
const FOREIGN_BITS = 0o077;
const RETRIES = 10;
const RETRY_MS = 20;

/** The key in the file; `undefined` when there is no file. */
export async function findKeyFile(path: string): Promise<KeyObject | undefined> {
  try {
    return await readKeyFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The key in the file. @throws INVALID_ARGUMENT on a wrong size, ACCESS_DENIED when others may read the file */
export async function readKeyFile(path: string): Promise<KeyObject> {
  checkPermissions(path, (await stat(path)).mode);
  let bytes = await readFile(path);
  // Without hard links another process may be just about to fill it.
  for (let i = 0; i < RETRIES && bytes.length < CACHE_KEY_SIZE; i++) {
    await setTimeout(RETRY_MS);
    bytes = await readFile(path);
  }
  if (bytes.length === CACHE_KEY_SIZE) return createSecretKey(bytes);
  throw new DeltaGliderError(
    'INVALID_ARGUMENT',
    `The cache key file ${path} has ${bytes.length} bytes instead of ${CACHE_KEY_SIZE}.`,
    { details: { path, hint: 'Delete it: a new one is made, and the cache fills again.' } },
  );
}

/** Makes the file with a random key, unless another process was faster. */
export async function createKeyFile(path: string): Promise<void> {
  const temporary = `${path}.${createOwnerTag()}`;
  const key = randomBytes(CACHE_KEY_SIZE);
  try {
    await writePrivately(temporary, key);
    // Unlike a rename, a link never replaces the key that another process has made and used.
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (!isWithoutLinks(error)) throw error;
    await writeFile(path, key, { flag: 'wx', mode: 0o600 }).catch(ignoreExisting);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

async function writePrivately(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function checkPermissions(path: string, mode: number): void {
  // Windows has no such bits and shows the same ones for every file.
  if (process.platform === 'win32' || (mode & FOREIGN_BITS) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new DeltaGliderError(
    'ACCESS_DENIED',
    `The cache key file ${path} is open to others (mode ${octal}), so it is not used.`,
    { details: { path, hint: 'Delete it, and a new one is made; or set its mode to 0600.' } },
  );
}

function isWithoutLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error) ?? '');
}

function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}
