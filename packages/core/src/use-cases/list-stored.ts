import type { LogicalListedObject } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { Ancestors } from '../listing/ancestors.ts';
import { chooseTwin } from '../listing/choose-twin.ts';
import type { DescribedEntry } from '../listing/described-entry.ts';
import { ListingMemory } from '../listing/listing-memory.ts';
import type { Description } from '../listing/listing-row.ts';
import { LookUpsAhead } from '../listing/look-ups-ahead.ts';
import { isDeltaPlace } from '../listing/meaning-of.ts';
import { readRows } from '../listing/read-rows.ts';
import { RowWindow } from '../listing/row-window.ts';
import type { ListedObject } from '../ports/storage-port.ts';

export interface ListStoredInput {
  readonly bucket: string;
  /** Only physical keys that begin with it. @default '' */
  readonly prefix?: string | undefined;
  /** Whether the store is asked about what is not remembered; else such rows are `unseen`. @default true */
  readonly looksUp?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An object in the store, and what it is to users. */
export interface StoredRow {
  /** Physical. */
  readonly key: string;
  /** The row of the store's own listing. */
  readonly listed: ListedObject;
  /** Bytes in the store. */
  readonly storedSize: number;
  /**
   * `stale`: the older of two variants of one object, which an earlier row has told. `unseen`: only a look at its
   * metadata would tell what it is; its name is that of a delta or a reference.
   */
  readonly kind: 'object' | 'reference' | 'stale' | 'unseen';
  /** The logical object that it holds. */
  readonly object: LogicalListedObject | undefined;
  /** What an earlier row told of the same object, and what turned out to be its older variant. */
  readonly replaces: ReplacedObject | undefined;
}

export interface ReplacedObject {
  readonly listed: ListedObject;
  readonly object: LogicalListedObject;
}

/** A whole object that may have a twin still to come. */
interface WholeRow {
  readonly listed: ListedObject;
  readonly described: DescribedEntry;
}

/**
 * Lists everything in the store but internal objects, in UTF-8 byte order of physical keys: with the references that
 * a listing of logical objects leaves out, and as it does with no request for what is remembered of deltas.
 * @throws BUCKET_NOT_FOUND, and what the storage throws
 */
export async function* listStored(
  engine: Engine,
  { bucket, prefix, looksUp = true, signal }: ListStoredInput,
): AsyncGenerator<StoredRow, void, undefined> {
  const rows = engine.storage.list(bucket, { prefix, signal });
  const memory = new ListingMemory(engine, bucket);
  const window = new RowWindow(readRows(engine, rows, { bucket, signal, memory }), 0);
  const lookUps = new LookUpsAhead(window);
  const whole = new Ancestors<WholeRow>();
  try {
    for (let row = await window.shift(); row !== undefined; row = await window.shift()) {
      lookUps.passed(row);
      const { row: listed, takesRequest } = row;
      // Without a delimiter a listing has no prefixes.
      if (listed.type === 'prefix') continue;
      if (takesRequest && !looksUp) {
        yield toRow(listed, 'unseen');
        continue;
      }
      const description = row.describe();
      if (looksUp) lookUps.advance(() => false);
      const described = await description;
      const found = toStoredRow(listed, described);
      if (found === undefined) continue;
      const direct = described && findDirect(whole, { listed, described });
      if (described === undefined || direct === undefined) yield found;
      // Between the listing and the look a whole object took the delta's place: it has had its turn.
      else if (isWhole(described)) continue;
      else {
        const address = { bucket, key: described.entry.key };
        const twins = { address, direct: direct.described, delta: described };
        const current = await chooseTwin(engine, twins, signal);
        yield current === described
          ? { ...found, replaces: replaced(direct) }
          : { ...found, kind: 'stale', object: undefined };
      }
    }
  } finally {
    await window.close();
    await memory.flush();
  }
}

/** What a row is, but for the twin that it may have; `undefined` for one that is gone by now. */
export function toStoredRow(listed: ListedObject, described: Description): StoredRow | undefined {
  // What is ours alone is a reference; a delta that means nothing is gone.
  if (described === undefined) {
    return isDeltaPlace(listed.key) ? undefined : toRow(listed, 'reference');
  }
  const { entry, physicalKey: key } = described;
  if (entry.type === 'prefix') return undefined;
  const { storedSize } = entry;
  return { key, listed, storedSize, kind: 'object', object: entry, replaces: undefined };
}

function toRow(listed: ListedObject, kind: StoredRow['kind']): StoredRow {
  const { key, size } = listed;
  return { key, listed, storedSize: size, kind, object: undefined, replaces: undefined };
}

/** The whole object of the same logical key that an earlier row told. */
function findDirect(whole: Ancestors<WholeRow>, row: WholeRow): WholeRow | undefined {
  const { entry, physicalKey } = row.described;
  if (entry.key !== physicalKey) return whole.find(entry.key, physicalKey);
  whole.push(physicalKey, row);
  return undefined;
}

function isWhole({ entry }: DescribedEntry): boolean {
  return entry.type === 'object' && entry.stored === 'whole';
}

function replaced({ listed, described }: WholeRow): ReplacedObject | undefined {
  const { entry } = described;
  return entry.type === 'object' ? { listed, object: entry } : undefined;
}
