import { headObject, listObjects, nameOf, REFERENCE_NAME, type Engine } from '@deltaglider/core';
import { toPrefix } from '../destination.ts';
import type { PathFilter } from '../path-filter.ts';
import { isFolderMarker } from '../source-objects.ts';
import type { ObjectLocation } from '../transfer-location.ts';
import type { SyncRow } from './sync-row.ts';
import type { SyncSide } from './sync-side.ts';

export interface ObjectSideOptions {
  /** Of bucket and key, joined by `/`. */
  readonly matches: PathFilter;
  /** Keys that begin with it take no part. */
  readonly except?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The objects below a prefix, but for folder markers. Takes LISTs alone where the listing cache is warm. */
export function objectSide(
  engine: Engine,
  { address: { bucket, key } }: ObjectLocation,
  { matches, except, signal }: ObjectSideOptions,
): SyncSide {
  const prefix = toPrefix(key);
  async function* rows(): AsyncGenerator<SyncRow, void, undefined> {
    for await (const entry of listObjects(engine, { bucket, prefix, signal })) {
      if (entry.type !== 'object') continue;
      const relative = entry.key.slice(prefix.length);
      if (relative === '' || isFolderMarker({ ...entry, relative })) continue;
      if (except !== undefined && entry.key.startsWith(except)) continue;
      if (!matches(`${bucket}/${entry.key}`)) continue;
      const { size, lastModified: mtime, sha256, stored } = entry;
      const keptBecause = stored === 'whole' ? reasonToKeep(entry.key) : undefined;
      yield { type: 'entry', relative, size, mtime, sha256, keptBecause };
    }
  }
  return {
    rows,
    sha256Of: async ({ relative, sha256 }) =>
      sha256 ?? (await headObject(engine, { address: at(relative), signal }))?.sha256,
  };

  function at(relative: string) {
    return { bucket, key: prefix + relative };
  }
}

/** An object of a user that is called so is stored as a delta. */
function reasonToKeep(key: string): string | undefined {
  if (nameOf(key) !== REFERENCE_NAME) return undefined;
  return 'It may be the reference of deltas that lost its metadata, so it is not deleted.';
}
