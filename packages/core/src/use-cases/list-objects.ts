import { compareUtf8 } from '../bytes/compare-utf8.ts';
import type { LogicalEntry } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { chooseTwin } from '../listing/choose-twin.ts';
import { ListingMemory } from '../listing/listing-memory.ts';
import { logicalOrder } from '../listing/logical-order.ts';
import { describeStored } from '../listing/look-up.ts';
import { readRows } from '../listing/read-rows.ts';
import { commonPrefix } from '../listing/roll-up.ts';
import { RowWindow } from '../listing/row-window.ts';

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

/**
 * Rows of look-ahead: 16 pages of S3, so that a deltaspace of ten thousand needs no request for its late deltas,
 * and some megabytes at most.
 */
const WINDOW = 16_000;

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

async function* listLogical(
  engine: Engine,
  input: ListObjectsInput,
  delimiter: '/' | undefined,
): AsyncGenerator<LogicalEntry, void, undefined> {
  const { bucket, prefix = '', startAfter, signal } = input;
  const rows = engine.storage.list(bucket, { prefix, delimiter, startAfter, signal });
  const memory = new ListingMemory(engine, bucket);
  const window = new RowWindow(readRows(engine, rows, { bucket, signal, memory }), WINDOW);
  const findDelta = async (key: string) => {
    const stored = await engine.storage.head({ bucket, key }, { signal });
    return stored && describeStored(stored);
  };
  try {
    yield* logicalOrder(window, {
      prefix,
      startAfter,
      findDelta,
      chooseTwin: (direct, delta) =>
        chooseTwin(engine, { address: { bucket, key: direct.entry.key }, direct, delta }, signal),
    });
  } finally {
    await memory.flush();
  }
}
