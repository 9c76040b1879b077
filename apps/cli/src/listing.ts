import { objectRow, prefixRow, type Output } from '@deltaglider/cli-kit';
import type { LogicalEntry, LogicalListedObject } from '@deltaglider/core';

/** As many rows as a page of S3: prefixes come before the objects of each. */
const PAGE = 1000;

export interface ListingOptions {
  readonly output: Output;
  readonly recursive: boolean;
  readonly humanReadable: boolean;
  /** Nobody reads any more. */
  readonly isClosed: () => boolean;
}

export interface ListingTotals {
  readonly objects: number;
  readonly prefixes: number;
  /** Logical bytes of the objects. */
  readonly size: number;
}

/** Writes the rows of a listing as they come, and adds them up. */
export async function writeListing(
  entries: AsyncIterable<LogicalEntry>,
  options: ListingOptions,
): Promise<ListingTotals> {
  const totals = { objects: 0, prefixes: 0, size: 0 };
  let page: LogicalEntry[] = [];
  for await (const entry of entries) {
    if (entry.type === 'prefix') totals.prefixes++;
    else {
      totals.objects++;
      totals.size += entry.size;
    }
    page.push(entry);
    if (page.length < PAGE) continue;
    writePage(page, options);
    page = [];
    if (options.isClosed()) return totals;
  }
  writePage(page, options);
  return totals;
}

function writePage(page: readonly LogicalEntry[], options: ListingOptions): void {
  for (const entry of page) {
    if (entry.type === 'prefix') options.output.result(prefixRow(lastPart(entry.key)));
  }
  for (const entry of page) {
    if (entry.type === 'object') options.output.result(toRow(entry, options));
  }
}

function toRow(
  { key, size, lastModified }: LogicalListedObject,
  { recursive, humanReadable }: ListingOptions,
): string {
  const name = recursive ? key : key.slice(key.lastIndexOf('/') + 1);
  return objectRow({ name, size, lastModified, humanReadable });
}

/** `c/` of `a/b/c/`. */
function lastPart(prefix: string): string {
  return prefix.slice(prefix.lastIndexOf('/', prefix.length - 2) + 1);
}
