import type { ListedObject, LogicalListedObject, StoredRow } from '@deltaglider/core';

/** A row of a store's listing. */
export function listedRow(key: string, part: Partial<ListedObject> = {}): ListedObject {
  return { type: 'object', key, size: 100, etag: `of ${key}`, lastModified: new Date(1), ...part };
}

/** The row of an object of `size` bytes that is stored as a delta of `storedSize`, or whole. */
export function objectRow(
  key: string,
  {
    size,
    storedSize = size,
    storageClass,
  }: Omit<Partial<ListedObject>, 'size'> & {
    readonly size: number;
    readonly storedSize?: number;
  },
): StoredRow {
  const object: LogicalListedObject = {
    type: 'object',
    key,
    size,
    storedSize,
    stored: storedSize === size ? 'whole' : 'delta',
    etag: 'x',
    lastModified: new Date(1),
    sha256: 'x',
  };
  const listed = listedRow(key, { size: storedSize, storageClass });
  return { key, listed, storedSize, kind: 'object', object, replaces: undefined };
}
