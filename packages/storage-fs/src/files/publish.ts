import { link, lstat, rename } from 'node:fs/promises';
import {
  keyInTheWay,
  notPlain,
  objectExists,
  preconditionFailed,
  tooBusy,
} from '../errors/failures.ts';
import { isNodeError, unless } from '../errors/node-error.ts';
import type { KeyLock } from '../locks/key-lock.ts';
import { ensureDirectory, pruneTree } from './directories.ts';
import { findVersion, type FileVersion } from './file-version.ts';
import type { ObjectPlace } from './object-place.ts';
import type { TemporaryFile } from './temporary-file.ts';

const ATTEMPTS = 1000;

export interface Conditions {
  readonly ifAbsent?: boolean | undefined;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Fails as the publication would, before any byte has been moved. */
export async function assertConditions(place: ObjectPlace, conditions: Conditions): Promise<void> {
  const { ifAbsent, ifMatch } = conditions;
  if (ifAbsent !== true && ifMatch === undefined) return;
  const found = await findVersion(place.path);
  if (ifAbsent === true && found !== undefined) throw objectExists(place.address);
  assertMatch(place, found, ifMatch);
}

/** @throws PRECONDITION_FAILED when an ETag is asked for and this is another version, or none. */
export function assertMatch(
  place: ObjectPlace,
  found: FileVersion | undefined,
  ifMatch: string | undefined,
): void {
  if (ifMatch === undefined || found?.etag === ifMatch) return;
  throw preconditionFailed(place.address, ifMatch, found?.etag);
}

/**
 * Gives a finished file its final name and resolves to the version that it replaced; the caller syncs the directory.
 * @throws OBJECT_EXISTS, PRECONDITION_FAILED, INVALID_ARGUMENT when a folder has that name.
 */
export async function publish(
  lock: KeyLock,
  file: TemporaryFile,
  request: { readonly place: ObjectPlace; readonly conditions: Conditions },
): Promise<FileVersion | undefined> {
  const { place, conditions } = request;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await ensureDirectory(place, place.directory);
    try {
      const replaced = await (conditions.ifAbsent === true
        ? create(lock, file, place)
        : replace(lock, file, request));
      return replaced;
    } catch (error) {
      if (isNodeError(error, 'ENOENT')) await assertNotSwept(file, error);
      else if (isNodeError(error, 'EISDIR', 'ENOTEMPTY')) await makeRoom(place, error);
      else if (isNodeError(error, 'ENOTDIR')) throw keyInTheWay(place.address, error);
      else throw error;
    }
  }
  throw tooBusy(place.address);
}

/** Only one link to a name can ever succeed, so this needs no lock. */
async function create(lock: KeyLock, file: TemporaryFile, place: ObjectPlace): Promise<undefined> {
  try {
    await link(file.path, place.path);
  } catch (error) {
    if (isNodeError(error, 'EEXIST')) await acceptOwnLink(file, place, error);
    else if (isNodeError(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) {
      await createWithoutLink(lock, file, place);
    } else throw error;
  }
}

/** A network file system may repeat a request whose answer was lost: then the link that exists is ours. */
async function acceptOwnLink(file: TemporaryFile, place: ObjectPlace, cause: Error): Promise<void> {
  const [own, found] = await Promise.all([lstat(file.path), unless(lstat(place.path), 'ENOENT')]);
  if (found?.isDirectory() === true) throw Object.assign(cause, { code: 'EISDIR' });
  if (found?.isFile() === false) throw notPlain(place.address, place.path);
  if (found?.ino !== own.ino) throw objectExists(place.address, cause);
}

/** Some file systems know no links: then the lock, which every writer takes, keeps creators apart. */
async function createWithoutLink(
  lock: KeyLock,
  file: TemporaryFile,
  place: ObjectPlace,
): Promise<void> {
  await lock.run(place, undefined, async () => {
    if ((await findVersion(place.path)) !== undefined) throw objectExists(place.address);
    await rename(file.path, place.path);
  });
}

/** Every replacement takes the lock: one that did not could come between another's comparison and its rename. */
async function replace(
  lock: KeyLock,
  file: TemporaryFile,
  { place, conditions }: { readonly place: ObjectPlace; readonly conditions: Conditions },
): Promise<FileVersion | undefined> {
  return lock.run(place, conditions.signal, async () => {
    const found = await findVersion(place.path);
    assertMatch(place, found, conditions.ifMatch);
    await rename(file.path, place.path);
    return found;
  });
}

/** A parent that was pruned is made again; a temporary file that was removed is gone for good. */
async function assertNotSwept(file: TemporaryFile, cause: Error): Promise<void> {
  if ((await findVersion(file.path)) === undefined) throw cause;
}

/** A crash may leave empty directories: they are no keys, and give way to one. */
async function makeRoom(place: ObjectPlace, cause: Error): Promise<void> {
  if (!(await pruneTree(place.path))) throw keyInTheWay(place.address, cause);
}
