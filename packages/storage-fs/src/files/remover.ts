import { unlink } from 'node:fs/promises';
import type { AbortOptions, DeleteFailure, StorageDeleteOptions } from '@deltaglider/core';
import { fromNodeError } from '../errors/from-node-error.ts';
import { unless } from '../errors/node-error.ts';
import type { KeyLock } from '../locks/key-lock.ts';
import type { DescriptionStore } from '../metadata/description-store.ts';
import type { BucketPlace } from './bucket-place.ts';
import { isPlainDirectory, pruneUpwards, syncDirectory } from './directories.ts';
import { findVersion } from './file-version.ts';
import { placeOf, type ObjectPlace } from './object-place.ts';
import { assertMatch } from './publish.ts';

/** Deletions that run side by side. */
const LANES = 8;

/** Removes objects, and the directories that they leave empty. */
export class Remover {
  readonly #lock: KeyLock;
  readonly #descriptions: DescriptionStore;

  constructor(lock: KeyLock, descriptions: DescriptionStore) {
    this.#lock = lock;
    this.#descriptions = descriptions;
  }

  /** Removes one object, durably. @throws PRECONDITION_FAILED */
  async remove(place: ObjectPlace, options: StorageDeleteOptions): Promise<void> {
    const changed = await this.#unlink(place, options);
    if (changed !== undefined) await syncDirectory(changed);
  }

  /** Removes what it can; each directory is made durable once, at the end. */
  async removeMany(
    bucket: BucketPlace,
    keys: readonly string[],
    options: AbortOptions,
  ): Promise<readonly DeleteFailure[]> {
    const failures: DeleteFailure[] = [];
    const changed = new Set<string>();
    const queue = [...new Set(keys)].values();
    const lane = async (): Promise<void> => {
      for (const key of queue) {
        options.signal?.throwIfAborted();
        try {
          const directory = await this.#unlink(placeOf(bucket, key), options);
          if (directory !== undefined) changed.add(directory);
        } catch (error) {
          options.signal?.throwIfAborted();
          const attempt = { action: 'delete', bucket: bucket.name, key };
          failures.push({ key, error: fromNodeError(error, attempt) });
        }
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    for (const directory of changed) await syncDirectory(directory);
    return failures;
  }

  /** Resolves to the directory that changed and still exists. */
  async #unlink(place: ObjectPlace, options: StorageDeleteOptions): Promise<string | undefined> {
    if ((await findVersion(place.path)) === undefined) return undefined;
    if (!(await isPlainDirectory(place.directory))) return undefined;
    await this.#lock.run(place, options.signal, async () => {
      const found = await findVersion(place.path);
      if (found === undefined) return;
      assertMatch(place, found, options.ifMatch);
      await unless(unlink(place.path), 'ENOENT');
      await this.#descriptions.forget(place, found);
    });
    return pruneUpwards(place);
  }
}
