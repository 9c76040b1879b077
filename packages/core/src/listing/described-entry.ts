import { DELTA_SUFFIX } from '../domain/deltaspace.ts';
import type { LogicalListedObject, LogicalListedPrefix } from '../domain/logical-object.ts';
import type { ListedMeaning } from '../ports/listing-cache-port.ts';
import type { ListedObject } from '../ports/storage-port.ts';

/** A row of the physical listing with its logical meaning. */
export interface DescribedEntry {
  readonly physicalKey: string;
  readonly entry: LogicalListedObject | LogicalListedPrefix;
  /** When the store received it: decides between twins. */
  readonly writtenAt: number;
}

/** What a store says of an object in a listing, and anywhere else. */
export type PhysicalObject = Pick<ListedObject, 'key' | 'size' | 'etag' | 'lastModified'>;

/** The logical meaning of a physical object; `undefined` for what is ours alone. */
export function describeObject(
  object: PhysicalObject,
  meaning: ListedMeaning,
): DescribedEntry | undefined {
  switch (meaning.kind) {
    case 'reference':
      return undefined;
    case 'whole':
      return wholeEntry(object);
    case 'delta': {
      const { size, etag, sha256, createdAt } = meaning;
      return deltaEntry(object, {
        size,
        etag,
        sha256,
        lastModified: createdAt ?? object.lastModified,
      });
    }
  }
}

/** An object that is what it seems. */
export function wholeEntry(object: PhysicalObject): DescribedEntry {
  const { key, size, etag, lastModified } = object;
  return {
    physicalKey: key,
    writtenAt: lastModified.getTime(),
    entry: {
      type: 'object',
      key,
      size,
      storedSize: size,
      stored: 'whole',
      etag,
      lastModified,
      sha256: undefined,
    },
  };
}

/** A delta of which nothing can be read: it shows, with what the store says of it. */
export function unreadableEntry(object: PhysicalObject): DescribedEntry {
  return deltaEntry(object, { ...object, sha256: undefined });
}

function deltaEntry(
  object: PhysicalObject,
  logical: Pick<LogicalListedObject, 'size' | 'etag' | 'lastModified' | 'sha256'>,
): DescribedEntry {
  return {
    physicalKey: object.key,
    writtenAt: object.lastModified.getTime(),
    entry: {
      type: 'object',
      key: object.key.slice(0, -DELTA_SUFFIX.length),
      size: logical.size,
      storedSize: object.size,
      stored: 'delta',
      etag: logical.etag,
      lastModified: logical.lastModified,
      sha256: logical.sha256,
    },
  };
}
