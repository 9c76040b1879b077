import { hasReservedName, isInternalKey } from '../domain/deltaspace.ts';
import type { Engine } from '../engine.ts';
import type { ListEntry, ListedObject } from '../ports/storage-port.ts';
import { describeObject, wholeEntry } from './described-entry.ts';
import { knownRow, unclearRow, type ListingRow } from './listing-row.ts';
import { lookUp, type LookUpContext } from './look-up.ts';

/** Rows that are recalled together: one page of S3. */
const PAGE = 1000;

/** The rows of a physical listing, without internal ones, page by page, with all that is known without a request. */
export async function* readRows(
  engine: Engine,
  rows: AsyncIterable<ListEntry>,
  context: LookUpContext,
): AsyncGenerator<readonly ListingRow[], void, undefined> {
  for await (const page of inPages(rows)) {
    context.signal?.throwIfAborted();
    yield await recallPage(engine, page, context);
  }
}

async function recallPage(
  engine: Engine,
  page: readonly ListEntry[],
  context: LookUpContext,
): Promise<readonly ListingRow[]> {
  const unclear = page.filter(isUnclear);
  const meanings = await context.memory.recall(unclear);
  let next = 0;
  return page.map((row) => {
    if (row.type === 'prefix') {
      return knownRow(row, { physicalKey: row.key, entry: row, writtenAt: 0 });
    }
    if (!isUnclear(row)) return knownRow(row, wholeEntry(row));
    const meaning = meanings[next++];
    if (meaning !== undefined) return knownRow(row, describeObject(row, meaning));
    return unclearRow(row, () => lookUp(engine, row, context));
  });
}

/** Whether the key says too little: only the metadata tells what an object of such a name is. */
function isUnclear(row: ListEntry): row is ListedObject {
  return row.type === 'object' && hasReservedName(row.key);
}

async function* inPages(
  rows: AsyncIterable<ListEntry>,
): AsyncGenerator<readonly ListEntry[], void, undefined> {
  let page: ListEntry[] = [];
  for await (const row of rows) {
    if (isInternalKey(row.key)) continue;
    page.push(row);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
