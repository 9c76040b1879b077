import { createHash } from 'node:crypto';
import { open, readFile, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeltaGliderError, formatAddress } from '@deltaglider/core';
import { isNodeError, unless } from '../errors/node-error.ts';
import { ensureDirectory, syncDirectory } from '../files/directories.ts';
import type { FileVersion } from '../files/file-version.ts';
import type { ObjectPlace } from '../files/object-place.ts';
import type { FsNotice } from '../fs-storage-options.ts';
import { NO_DESCRIPTION, type Description } from './description.ts';
import { formatDescription, parseDescription } from './description-text.ts';
import type { FileAttributes } from './file-attributes.ts';

/** ext4 has about 4 KB for all attributes of a file; a full disk fails with the same code for fewer bytes. */
const ROOM_EVERYWHERE = 3500;

/**
 * Keeps descriptions in an attribute of the file. Where the file system has none, in a sidecar that is named
 * after the key and the version of the file (its size and its time to the microsecond), written before the
 * file gets its name: so a file is described by its own sidecar or by none, wherever a crash falls.
 */
export class DescriptionStore {
  readonly #attributes: FileAttributes;
  readonly #onNotice: ((notice: FsNotice) => void) | undefined;
  #noticed = false;

  constructor(attributes: FileAttributes, onNotice: ((notice: FsNotice) => void) | undefined) {
    this.#attributes = attributes;
    this.#onNotice = onNotice;
  }

  /** The caller must make sure that the file at the path is of this version, before and after. */
  async read(place: ObjectPlace, version: FileVersion): Promise<Description> {
    const text =
      (await this.#attributes.read(place.path)) ??
      (await unless(readFile(sidecarOf(place, version), 'utf8'), 'ENOENT', 'ENOTDIR'));
    return text === undefined ? NO_DESCRIPTION : parseDescription(text);
  }

  /**
   * Describes a file that does not have its final name yet. Resolves to false when the version must be
   * another one, because a sidecar of that name exists already.
   * @throws INVALID_ARGUMENT when the description is larger than the file system allows.
   */
  async write(
    place: ObjectPlace,
    file: { readonly path: string; readonly version: FileVersion },
    description: Description,
  ): Promise<boolean> {
    const text = formatDescription(description);
    // A copied file may have brought an attribute along, so nothing to say must be said to it.
    if (await this.#writeAttribute(place, file.path, text ?? '{}')) return true;
    if (text === undefined) return true;
    this.#notice(place);
    return writeSidecar(place, sidecarOf(place, file.version), text);
  }

  /** Removes what described a version that is gone. */
  async forget(place: ObjectPlace, version: FileVersion | undefined): Promise<void> {
    if (version === undefined) return;
    const path = sidecarOf(place, version);
    const removed = unlink(path).then(() => rmdir(dirname(path)));
    await unless(removed, 'ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST');
  }

  async #writeAttribute(place: ObjectPlace, path: string, text: string): Promise<boolean> {
    try {
      return await this.#attributes.write(path, text);
    } catch (error) {
      const size = Buffer.byteLength(text);
      if (
        !isNodeError(error, 'E2BIG', 'ERANGE') &&
        !(size > ROOM_EVERYWHERE && isNodeError(error, 'ENOSPC'))
      ) {
        throw error;
      }
      throw new DeltaGliderError(
        'INVALID_ARGUMENT',
        `The metadata of ${formatAddress(place.address)} is too large for this file system (${size} bytes).`,
        { cause: error, details: { ...place.address, hint: 'Keep it below 2 KB, as on S3.' } },
      );
    }
  }

  #notice({ bucket }: ObjectPlace): void {
    if (this.#noticed) return;
    this.#noticed = true;
    this.#onNotice?.({
      type: 'sidecars',
      path: bucket.sidecars,
      message: `The file system of ${bucket.path} has no extended attributes: metadata is kept in ${bucket.sidecars}.`,
    });
  }
}

function sidecarOf({ bucket, address }: ObjectPlace, { stamp }: FileVersion): string {
  const key = createHash('sha256').update(address.key).digest('hex');
  return join(bucket.sidecars, key.slice(0, 2), key.slice(2), `${stamp}.json`);
}

async function writeSidecar(place: ObjectPlace, path: string, text: string): Promise<boolean> {
  for (;;) {
    await ensureDirectory(place, dirname(path));
    try {
      const handle = await open(path, 'wx');
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await syncDirectory(dirname(path));
      return true;
    } catch (error) {
      if (isNodeError(error, 'EEXIST')) return false;
      // Its directory was empty for a moment, and another removed it.
      if (!isNodeError(error, 'ENOENT')) throw error;
    }
  }
}
