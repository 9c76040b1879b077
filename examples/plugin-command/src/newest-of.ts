import type { LogicalEntry, LogicalListedObject } from '@deltaglider/core';

/** The objects of a listing that are newest, the newest first; among equals the last key. */
export async function newestOf(
  entries: AsyncIterable<LogicalEntry>,
  count: number,
): Promise<readonly LogicalListedObject[]> {
  let newest: LogicalListedObject[] = [];
  for await (const entry of entries) {
    if (entry.type === 'prefix') continue;
    const oldest = newest.at(-1);
    if (newest.length === count && oldest !== undefined && isNewer(oldest, entry)) continue;
    const at = newest.findIndex((each) => !isNewer(each, entry));
    newest.splice(at < 0 ? newest.length : at, 0, entry);
    newest = newest.slice(0, count);
  }
  return newest;
}

/** Entries come in the order of their keys: of two of the same time, the second is the later one. */
function isNewer(first: LogicalListedObject, second: LogicalListedObject): boolean {
  return first.lastModified > second.lastModified;
}
