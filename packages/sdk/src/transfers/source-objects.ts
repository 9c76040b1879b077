import { DeltaGliderError, formatAddress, headObject, listObjects } from '@deltaglider/core';
import { filterRoot, lastSegment, toPrefix } from './destination.ts';
import { createPathFilter } from './path-filter.ts';
import type { PlanDeleteOptions, PlanDownloadOptions } from './plan-options.ts';

type SourceOptions = PlanDeleteOptions & Pick<PlanDownloadOptions, 'customerKey'>;

/** An object that takes part in a plan. */
export interface SourceObject {
  readonly key: string;
  /** Its name below the source: what the destination is made from. */
  readonly relative: string;
  readonly size: number;
}

/**
 * The objects that a source stands for, filtered: one, or all below a prefix.
 * @throws OBJECT_NOT_FOUND for a single object that is absent.
 */
export async function* sourceObjects(options: SourceOptions): AsyncIterable<SourceObject> {
  const { source, recursive = false, filters = [] } = options;
  const { bucket } = source.address;
  const matches = createPathFilter(filters, filterRoot(source, recursive));
  for await (const object of recursive ? tree(options) : single(options)) {
    if (matches(`${bucket}/${object.key}`)) yield object;
  }
}

/** A whole bucket without `recursive` stands for nothing, as it always did for `aws s3`. */
async function* single(options: SourceOptions): AsyncIterable<SourceObject> {
  const { engine, signal, customerKey } = options;
  const { address } = options.source;
  if (address.key === '') return;
  const object = await headObject(engine, { address, customerKey, signal });
  if (object === undefined) {
    throw new DeltaGliderError('OBJECT_NOT_FOUND', `${formatAddress(address)} does not exist.`, {
      details: { bucket: address.bucket, key: address.key },
    });
  }
  yield { key: address.key, relative: lastSegment(address.key), size: object.size };
}

async function* tree({ engine, source, signal }: PlanDeleteOptions): AsyncIterable<SourceObject> {
  const { bucket, key } = source.address;
  const prefix = toPrefix(key);
  for await (const entry of listObjects(engine, { bucket, prefix, signal })) {
    if (entry.type !== 'object') continue;
    yield { key: entry.key, relative: entry.key.slice(prefix.length), size: entry.size };
  }
}

/** An empty object that consoles make to show a directory. */
export function isFolderMarker({ key, size }: SourceObject): boolean {
  return size === 0 && key.endsWith('/');
}
