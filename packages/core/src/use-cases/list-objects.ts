import { compareUtf8 } from '../bytes/compare-utf8.ts';
import type { LogicalEntry } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { describeEntry, describeStored, type DescribedEntry } from '../listing/describe-entries.ts';
import { logicalOrder } from '../listing/logical-order.ts';
import { mapOrdered } from '../listing/map-ordered.ts';
import { commonPrefix } from '../listing/roll-up.ts';

export interface ListObjectsInput {
  readonly bucket: string;
  /** Only logical keys that begin with it. @default '' */
  readonly prefix?: string | undefined;
  /** Rolls keys up to common prefixes at its first occurrence behind `prefix`. */
  readonly delimiter?: string | undefined;
  /** Only logical keys (and common prefixes) behind this one in UTF-8 byte order. */
  readonly startAfter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** HEADs under way at once: enough to hide a round trip, not enough to be throttled. */
const CONCURRENCY = 32;
/** Rows of look-ahead: one page of S3. */
const WINDOW = 1000;

/**
 * Lists logical objects in UTF-8 byte order of their logical keys, with logical sizes, times and ETags. What
 * is ours alone (references, internals) never shows.
 * @throws BUCKET_NOT_FOUND, and what the storage throws
 */
export async function* listObjects(
  engine: Engine,
  input: ListObjectsInput,
): AsyncGenerator<LogicalEntry, void, undefined> {
  const { prefix = '', delimiter = '', startAfter } = input;
  // Only `/` can be left to the store: the suffix of a delta has none, but might have any other delimiter.
  const entries = listLogical(engine, input, delimiter === '/' ? '/' : undefined);
  let last: string | undefined;
  for await (const entry of entries) {
    if (!entry.key.startsWith(prefix)) continue;
    if (startAfter !== undefined && compareUtf8(entry.key, startAfter) <= 0) continue;
    const common = entry.type === 'prefix' ? undefined : commonPrefix(entry.key, input);
    if (common === undefined) yield entry;
    else if (common !== last) {
      last = common;
      const isBehind = startAfter === undefined || compareUtf8(common, startAfter) > 0;
      if (isBehind) yield { type: 'prefix', key: common };
    }
  }
}

function listLogical(
  engine: Engine,
  input: ListObjectsInput,
  delimiter: '/' | undefined,
): AsyncIterable<LogicalEntry> {
  const { bucket, prefix = '', startAfter, signal } = input;
  const rows = engine.storage.list(bucket, { prefix, delimiter, startAfter, signal });
  const described = mapOrdered(rows, CONCURRENCY, (row) =>
    describeEntry(engine, row, { bucket, signal }),
  );
  return logicalOrder(present(described), {
    prefix,
    window: WINDOW,
    findDelta: async (key) => {
      const stored = await engine.storage.head({ bucket, key }, { signal });
      return stored === undefined ? undefined : describeStored(stored);
    },
  });
}

async function* present(
  rows: AsyncIterable<DescribedEntry | undefined>,
): AsyncGenerator<DescribedEntry, void, undefined> {
  for await (const row of rows) if (row !== undefined) yield row;
}
