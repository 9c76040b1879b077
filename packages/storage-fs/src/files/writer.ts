import type { ByteSource, StorageCopyOptions, StoragePutOptions } from '@deltaglider/core';
import { fromNodeError } from '../errors/from-node-error.ts';
import { isNodeError } from '../errors/node-error.ts';
import { damaged, objectNotFound, tooBusy } from '../errors/failures.ts';
import type { KeyLock } from '../locks/key-lock.ts';
import type { Description } from '../metadata/description.ts';
import type { DescriptionStore } from '../metadata/description-store.ts';
import { pruneUpwards, syncDirectory } from './directories.ts';
import { findVersion, type FileVersion } from './file-version.ts';
import { findObject, type FoundObject } from './find-object.ts';
import type { ObjectPlace } from './object-place.ts';
import { orAbort } from './or-abort.ts';
import { assertConditions, assertMatch, publish, type Conditions } from './publish.ts';
import { TemporaryFile } from './temporary-file.ts';

const ATTEMPTS = 1000;

export interface WriterParts {
  readonly lock: KeyLock;
  readonly descriptions: DescriptionStore;
  /** The time of the next file, in seconds; never the same twice in a row. */
  readonly timestamp: () => number;
}

interface Publication {
  readonly place: ObjectPlace;
  readonly conditions: Conditions;
  readonly description: Description;
}

/** Makes objects: out of sight first, then at once. */
export class Writer {
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  async put(
    place: ObjectPlace,
    source: ByteSource,
    options: StoragePutOptions,
  ): Promise<FoundObject> {
    const { metadata = {}, properties = {}, signal } = options;
    const attempt = { action: 'write', ...place.address };
    let file: TemporaryFile | undefined;
    try {
      await assertConditions(place, options);
      file = await TemporaryFile.create(place);
    } catch (error) {
      throw fromNodeError(error, attempt);
    }
    try {
      // Outside of any translation: what the source throws is none of ours.
      await file.writeFrom(place, source, signal);
    } catch (error) {
      await file.discard();
      throw error;
    }
    try {
      return await this.#finish(file, {
        place,
        conditions: options,
        description: { metadata, properties },
      });
    } catch (error) {
      throw fromNodeError(error, attempt);
    }
  }

  async copy(
    from: ObjectPlace,
    to: ObjectPlace,
    options: StorageCopyOptions,
  ): Promise<FoundObject> {
    const { ifAbsent, ifMatch, signal } = options;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const source = await findObject(this.#parts.descriptions, from);
      if (source === undefined) throw objectNotFound(from.address);
      assertMatch(from, source.version, ifMatch);
      await assertConditions(to, { ifAbsent });
      const file = await this.#copyBytes(from, to, signal);
      if (file === undefined) continue;
      if ((await findVersion(from.path))?.etag !== source.version.etag) {
        // The bytes may be those of another version than the metadata.
        await file.discard();
        continue;
      }
      const { properties, metadata: copied, damage } = source.description;
      if (damage !== undefined) throw damaged(from.address, damage);
      const description = { properties, metadata: options.metadata ?? copied };
      return this.#finish(file, { place: to, conditions: { ifAbsent, signal }, description });
    }
    throw tooBusy(from.address);
  }

  async #copyBytes(
    from: ObjectPlace,
    to: ObjectPlace,
    signal: AbortSignal | undefined,
  ): Promise<TemporaryFile | undefined> {
    try {
      return await orAbort(TemporaryFile.copy(to, from.path), signal, (file) => file.discard());
    } catch (error) {
      // The source is gone by now, or a folder has its place: the next look tells.
      if (isNodeError(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return undefined;
      throw error;
    }
  }

  /** Describes a written file, makes it durable, gives it its name; removes it when anything fails. */
  async #finish(file: TemporaryFile, publication: Publication): Promise<FoundObject> {
    const { place, conditions, description } = publication;
    let version: FileVersion | undefined;
    let published = false;
    try {
      version = await this.#describe(file, publication);
      await file.finish();
      conditions.signal?.throwIfAborted();
      const replaced = await publish(this.#parts.lock, file, { place, conditions });
      // From here on the description is the live object's, whatever still fails.
      published = true;
      await syncDirectory(place.directory);
      await this.#parts.descriptions.forget(place, replaced);
      return { version, description };
    } finally {
      await file.discard();
      if (!published) await this.#undo(place, version);
    }
  }

  async #describe(file: TemporaryFile, publication: Publication): Promise<FileVersion> {
    const { place, description } = publication;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const version = await file.stamp(this.#parts.timestamp());
      const described = { path: file.path, version };
      if (await this.#parts.descriptions.write(place, described, description)) return version;
    }
    throw tooBusy(place.address);
  }

  async #undo(place: ObjectPlace, version: FileVersion | undefined): Promise<void> {
    await this.#parts.descriptions.forget(place, version);
    await pruneUpwards(place);
  }
}
