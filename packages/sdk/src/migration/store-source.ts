import { getObject, headObject, listObjects, mayChangeUnseen } from '@deltaglider/core';
import { filterRoot, toPrefix } from '../transfers/destination.ts';
import { createPathFilter } from '../transfers/path-filter.ts';
import { isSameObject } from './is-same-object.ts';
import type { MigrateOptions, StoreLocation } from './migrate-options.ts';
import type { MigrationSource, SourceEntry } from './migration-source.ts';
import { placeInStore } from './place.ts';

/** A GET and the HEADs of the two places where an object can be. */
const REQUESTS_EACH = 3;

/** The objects below a prefix of a store, whoever wrote them. */
export async function storeSource(
  location: StoreLocation,
  options: Pick<MigrateOptions, 'filters' | 'signal'>,
): Promise<MigrationSource> {
  const { engine, bucket } = location;
  const { signal } = options;
  const prefix = toPrefix(location.prefix ?? '');
  const at = (relative: string) => ({ bucket, key: prefix + relative });
  return {
    place: await placeInStore(location),
    lastSegment: prefix.slice(prefix.lastIndexOf('/', prefix.length - 2) + 1),
    entries: () => entriesOf(location, options),
    toTask: ({ relative, size }, to) => ({ operation: 'copy', from: at(relative), to, size }),
    isSame: async ({ relative }, copy) => {
      const object = await headObject(engine, { address: at(relative), signal });
      return object !== undefined && isSameObject(object, copy);
    },
    open: async (relative) => (await getObject(engine, { address: at(relative), signal })).body,
    requestsEach: REQUESTS_EACH,
  };
}

async function* entriesOf(
  { engine, bucket, prefix: asked = '' }: StoreLocation,
  { filters = [], signal }: Pick<MigrateOptions, 'filters' | 'signal'>,
): AsyncGenerator<SourceEntry, void, undefined> {
  const prefix = toPrefix(asked);
  const root = filterRoot({ type: 'object', address: { bucket, key: prefix } }, true);
  const matches = createPathFilter(filters, root);
  for await (const entry of listObjects(engine, { bucket, prefix, signal })) {
    if (entry.type !== 'object' || !matches(`${bucket}/${entry.key}`)) continue;
    const { key, size, etag, lastModified } = entry;
    const relative = key.slice(prefix.length);
    const isSettled = !mayChangeUnseen({ lastModified }, engine.clock());
    const version = isSettled ? `${size} ${etag} ${lastModified.getTime()}` : undefined;
    // An object that is called like the prefix itself has no name below it.
    if (relative !== '') yield { type: 'entry', relative, size, version };
  }
}
