import {
  getObject,
  listStored,
  REFERENCE_NAME,
  type Engine,
  type StoredRow,
} from '@deltaglider/core';
import { filterRoot, toPrefix } from '../transfers/destination.ts';
import { createPathFilter, type FilterRule } from '../transfers/path-filter.ts';
import type { AnalysisRow, AnalysisSource } from './analysis-source.ts';

export interface StoredObjectsOptions {
  readonly engine: Engine;
  readonly bucket: string;
  /** Only what is below this directory. @default '' */
  readonly prefix?: string | undefined;
  /** In the order of the command line; the last match wins. @default everything takes part */
  readonly filters?: readonly FilterRule[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A GET and the HEADs of the two places where an object can be. */
const REQUESTS_EACH = 3;

/** The objects of a store, for `analyze`. References that filters leave out do not count. */
export function storedObjects(options: StoredObjectsOptions): AnalysisSource {
  const { engine, bucket, signal } = options;
  return {
    rows: rowsOf(options),
    open: async (key) => (await getObject(engine, { address: { bucket, key }, signal })).body,
    // As it lies there: an object of a user may have the same name.
    openReference: async (prefix) => {
      const address = { bucket, key: prefix + REFERENCE_NAME };
      return (await engine.storage.get(address, { signal })).body;
    },
    requestsEach: REQUESTS_EACH,
  };
}

async function* rowsOf(
  options: StoredObjectsOptions,
): AsyncGenerator<AnalysisRow, void, undefined> {
  const { engine, bucket, filters = [], signal } = options;
  const prefix = toPrefix(options.prefix ?? '');
  const root = filterRoot({ type: 'object', address: { bucket, key: prefix } }, true);
  const matches = createPathFilter(filters, root);
  for await (const row of listStored(engine, { bucket, prefix, signal })) {
    const key = row.object?.key ?? row.key;
    const counts = matches(`${bucket}/${key}`);
    if (counts) yield toRow(row, key);
    // Deltas may be measured against it all the same.
    else if (row.kind === 'reference') yield { ...toRow(row, key), storedSize: 0 };
  }
}

function toRow({ kind, object, storedSize, replaces }: StoredRow, key: string): AnalysisRow {
  if (kind === 'reference') return { key, kind, size: storedSize, storedSize };
  if (object === undefined) return { key, kind: 'other', size: 0, storedSize };
  const replacedSize = replaces?.object.size;
  return { key, kind: object.stored, size: object.size, storedSize, replacedSize };
}
