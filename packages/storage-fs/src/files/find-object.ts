import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tooBusy } from '../errors/failures.ts';
import { unless } from '../errors/node-error.ts';
import type { Description } from '../metadata/description.ts';
import type { DescriptionStore } from '../metadata/description-store.ts';
import { isPlainDirectory } from './directories.ts';
import { findVersion, versionOf, type FileVersion } from './file-version.ts';
import type { ObjectPlace } from './object-place.ts';

const ATTEMPTS = 1000;
/** A named pipe in the tree must not block, nor a link lead elsewhere. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A version of an object together with what describes that very version. */
export interface FoundObject {
  readonly version: FileVersion;
  readonly description: Description;
}

/** Looks at an object without opening it. */
export async function findObject(
  store: DescriptionStore,
  place: ObjectPlace,
): Promise<FoundObject | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const version = await findVersion(place.path);
    if (version === undefined || !(await isPlainDirectory(place.directory))) return undefined;
    const description = await describeUnchanged(store, place, version);
    if (description !== undefined) return { version, description };
  }
  throw tooBusy(place.address);
}

/** Opens an object; the caller closes the handle. */
export async function openObject(
  store: DescriptionStore,
  place: ObjectPlace,
): Promise<(FoundObject & { readonly handle: FileHandle }) | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (!(await isPlainDirectory(place.directory))) return undefined;
    const handle = await unless(open(place.path, READ), 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO');
    if (handle === undefined) return undefined;
    let found: FoundObject | undefined;
    try {
      const stats = await handle.stat({ bigint: true });
      if (!stats.isFile()) return undefined;
      const version = versionOf(stats);
      const description = await describeUnchanged(store, place, version);
      found = description && { version, description };
    } finally {
      if (found === undefined) await handle.close();
    }
    if (found !== undefined) return { ...found, handle };
  }
  throw tooBusy(place.address);
}

/** The attributes are read by path, so only an unchanged version makes them this version's. */
async function describeUnchanged(
  store: DescriptionStore,
  place: ObjectPlace,
  version: FileVersion,
): Promise<Description | undefined> {
  let description: Description | undefined;
  let failure: unknown;
  try {
    description = await store.read(place, version);
  } catch (error) {
    failure = error;
  }
  if ((await findVersion(place.path))?.etag !== version.etag) return undefined;
  if (description === undefined) throw failure;
  return description;
}
