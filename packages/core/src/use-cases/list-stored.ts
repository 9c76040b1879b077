import type { LogicalListedObject } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { Ancestors } from '../listing/ancestors.ts';
import { chooseTwin } from '../listing/choose-twin.ts';
import type { DescribedEntry } from '../listing/described-entry.ts';
import { ListingMemory } from '../listing/listing-memory.ts';
import type { ListingRow } from '../listing/listing-row.ts';
import { LookUpsAhead } from '../listing/look-ups-ahead.ts';
import { isDeltaPlace } from '../listing/meaning-of.ts';
import { readRows } from '../listing/read-rows.ts';
import { RowWindow } from '../listing/row-window.ts';

export interface ListStoredInput {
  readonly bucket: string;
  /** Only physical keys that begin with it. @default '' */
  readonly prefix?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An object in the store, and what it is to users. */
export interface StoredRow {
  /** Physical. */
  readonly key: string;
  /** Bytes in the store. */
  readonly storedSize: number;
  /** `stale`: the older of two variants of one object, which an earlier row has told. */
  readonly kind: 'object' | 'reference' | 'stale';
  /** The logical object that it holds. */
  readonly object: LogicalListedObject | undefined;
  /** What an earlier row told of the same object, and what turned out to be its older variant. */
  readonly replaces: LogicalListedObject | undefined;
}

/**
 * Lists everything in the store but internal objects, in UTF-8 byte order of physical keys: with the references that
 * a listing of logical objects leaves out, and as it does with no request for what is remembered of deltas.
 * @throws BUCKET_NOT_FOUND, and what the storage throws
 */
export async function* listStored(
  engine: Engine,
  { bucket, prefix, signal }: ListStoredInput,
): AsyncGenerator<StoredRow, void, undefined> {
  const rows = engine.storage.list(bucket, { prefix, signal });
  const memory = new ListingMemory(engine, bucket);
  const window = new RowWindow(readRows(engine, rows, { bucket, signal, memory }), 0);
  const lookUps = new LookUpsAhead(window);
  const whole = new Ancestors<DescribedEntry>();
  try {
    for (let row = await window.shift(); row !== undefined; row = await window.shift()) {
      lookUps.passed(row);
      const description = row.describe();
      lookUps.advance(() => false);
      const described = await description;
      const found = described === undefined ? ours(row) : theirs(described);
      if (found === undefined) continue;
      if (described === undefined) {
        yield found;
        continue;
      }
      const { physicalKey, entry } = described;
      const isWhole = entry.key === physicalKey;
      if (isWhole) whole.push(physicalKey, described);
      const direct = isWhole ? undefined : whole.find(entry.key, physicalKey);
      if (direct === undefined) yield found;
      else {
        const twins = { address: { bucket, key: entry.key }, direct, delta: described };
        const current = await chooseTwin(engine, twins, signal);
        yield current === direct ? stale(found) : { ...found, replaces: objectOf(direct) };
      }
    }
  } finally {
    await window.close();
    await memory.flush();
  }
}

/** What is ours alone is a reference; a delta that means nothing is gone by now. */
function ours({ row }: ListingRow): StoredRow | undefined {
  if (row.type === 'prefix' || isDeltaPlace(row.key)) return undefined;
  const { key, size } = row;
  return { key, storedSize: size, kind: 'reference', object: undefined, replaces: undefined };
}

function theirs(described: DescribedEntry): StoredRow | undefined {
  const object = objectOf(described);
  if (object === undefined) return undefined;
  const { storedSize } = object;
  const key = described.physicalKey;
  return { key, storedSize, kind: 'object', object, replaces: undefined };
}

/** It takes room all the same. */
function stale(row: StoredRow): StoredRow {
  return { ...row, kind: 'stale', object: undefined };
}

/** Without a delimiter a listing has no prefixes. */
function objectOf({ entry }: DescribedEntry): LogicalListedObject | undefined {
  return entry.type === 'object' ? entry : undefined;
}
