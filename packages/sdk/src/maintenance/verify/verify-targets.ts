import {
  headObject,
  listStored,
  notFound,
  type LogicalListedObject,
  type LogicalObject,
} from '@deltaglider/core';
import { filterRoot, toPrefix } from '../../transfers/destination.ts';
import { createPathFilter } from '../../transfers/path-filter.ts';
import type { PlanDeleteOptions } from '../../transfers/plan-options.ts';

/** An object that is to be read, as the store tells of it. */
export interface ObjectTarget {
  readonly kind: 'object';
  /** Logical. */
  readonly key: string;
  readonly isDelta: boolean;
  readonly size: number;
  readonly storedSize: number;
  readonly etag: string;
  readonly lastModified: Date;
}

/** A reference, by its physical key. */
interface ReferenceTarget {
  readonly kind: 'reference';
  readonly key: string;
  readonly storedSize: number;
}

export type VerifyTarget = ObjectTarget | ReferenceTarget;

/**
 * What a source stands for, filtered: one object, or all below a prefix with their references, in the order of
 * physical keys.
 * @throws OBJECT_NOT_FOUND for a single object that is absent.
 */
export async function* verifyTargets(
  options: PlanDeleteOptions,
): AsyncGenerator<VerifyTarget, void, undefined> {
  const { source, recursive = false, filters = [] } = options;
  const { bucket } = source.address;
  const matches = createPathFilter(filters, filterRoot(source, recursive));
  for await (const target of recursive ? tree(options) : single(options)) {
    if (matches(`${bucket}/${target.key}`)) yield target;
  }
}

async function* single({
  engine,
  source,
  signal,
}: PlanDeleteOptions): AsyncGenerator<VerifyTarget, void, undefined> {
  const { address } = source;
  const object = await headObject(engine, { address, signal });
  if (object === undefined) throw notFound(address);
  yield toTarget(address.key, object);
}

async function* tree({
  engine,
  source,
  signal,
}: PlanDeleteOptions): AsyncGenerator<VerifyTarget, void, undefined> {
  const { bucket, key } = source.address;
  const prefix = toPrefix(key);
  for await (const row of listStored(engine, { bucket, prefix, signal })) {
    const { kind, object, replaces, storedSize } = row;
    if (kind === 'reference') yield { kind, key: row.key, storedSize };
    // Of two variants of one object, whichever comes first stands for the one that counts.
    else if (object !== undefined && replaces === undefined) yield toTarget(object.key, object);
  }
}

function toTarget(key: string, object: LogicalListedObject | LogicalObject): ObjectTarget {
  const { size, storedSize, etag, lastModified, stored } = object;
  return { kind: 'object', key, isDelta: stored === 'delta', size, storedSize, etag, lastModified };
}
