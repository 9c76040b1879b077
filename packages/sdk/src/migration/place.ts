import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeltaGliderError } from '@deltaglider/core';
import { toPrefix, toSlashes } from '../transfers/destination.ts';
import type { StoreLocation } from './migrate-options.ts';

/** Where a tree of objects is, among all stores. */
export interface Place {
  /** A name of the store, or what stands for one without a name. */
  readonly store: unknown;
  /** Inside the store; ends with a slash. */
  readonly path: string;
  /** For messages and journals. */
  readonly name: string;
}

const DIRECTORIES = 'file:';

/** A directory of this machine, whatever it is called. */
export async function placeOfDirectory(path: string): Promise<Place> {
  const real = await realpath(path);
  const inside = toPrefix(toSlashes(real.endsWith(sep) ? real.slice(0, -1) : real));
  return { store: DIRECTORIES, path: inside, name: inside };
}

/** A bucket, or a prefix in one; that of a directory store is a directory as well. */
export async function placeInStore(location: StoreLocation): Promise<Place> {
  const { engine, identity, bucket } = location;
  const inside = `${bucket}/${toPrefix(location.prefix ?? '')}`;
  if (identity?.startsWith(DIRECTORIES) !== true) {
    const name = `${identity ?? 'a store without a name'} s3://${inside}`;
    return { store: identity ?? engine.storage, path: inside, name };
  }
  const root = fileURLToPath(identity);
  // A store whose directory is not there yet has no other name either.
  const directory = await placeOfDirectory(root).catch(() => ({ path: toPrefix(toSlashes(root)) }));
  const path = directory.path + inside;
  return { store: DIRECTORIES, path, name: path };
}

/**
 * A migration into its own source would change what it reads.
 * @throws INVALID_ARGUMENT where one of the two is the other, or in it
 */
export function assertApart(source: Place, destination: Place): void {
  if (source.store !== destination.store) return;
  const relation = relationOf(source.path, destination.path);
  if (relation === undefined) return;
  const message = `The destination of the migration, ${destination.name}, ${relation} its source, ${source.name}.`;
  throw new DeltaGliderError('INVALID_ARGUMENT', message, {
    details: { hint: 'Migrate to another bucket, or to a prefix beside that of the source.' },
  });
}

function relationOf(source: string, destination: string): string | undefined {
  if (source === destination) return 'is';
  if (destination.startsWith(source)) return 'is within';
  return source.startsWith(destination) ? 'contains' : undefined;
}
