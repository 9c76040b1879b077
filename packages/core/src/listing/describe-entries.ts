import { DELTA_SUFFIX, REFERENCE_NAME, isInternalKey, nameOf } from '../domain/deltaspace.ts';
import { logicalEtag } from '../domain/logical-etag.ts';
import type { LogicalListedObject, LogicalListedPrefix } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { classify } from '../metadata/classify.ts';
import type { ListEntry, ListedObject, StoredObject } from '../ports/storage-port.ts';

/** A row of the physical listing with its logical meaning. */
export interface DescribedEntry {
  readonly physicalKey: string;
  readonly entry: LogicalListedObject | LogicalListedPrefix;
  /** When the store received it: decides between twins. */
  readonly writtenAt: number;
}

/** The logical meaning of one physical row; `undefined` for what is ours alone. */
export async function describeEntry(
  engine: Engine,
  bucket: string,
  row: ListEntry,
): Promise<DescribedEntry | undefined> {
  if (isInternalKey(row.key)) return undefined;
  if (row.type === 'prefix') {
    return { physicalKey: row.key, entry: { type: 'prefix', key: row.key }, writtenAt: 0 };
  }
  const ambiguous = row.key.endsWith(DELTA_SUFFIX) || nameOf(row.key) === REFERENCE_NAME;
  if (!ambiguous) return wholeEntry(row);
  const stored = await engine.storage.head({ bucket, key: row.key });
  return stored === undefined ? undefined : describeStored(stored);
}

/** The logical meaning of an object whose metadata is known. */
export function describeStored(stored: StoredObject): DescribedEntry | undefined {
  const classified = classify(stored);
  switch (classified.kind) {
    case 'reference':
      return undefined;
    case 'direct':
    case 'foreign':
      return wholeEntry(stored);
    case 'damaged':
      return deltaEntry(stored, {
        size: stored.size,
        etag: stored.etag,
        lastModified: stored.lastModified,
        sha256: undefined,
      });
    case 'delta':
      return deltaEntry(stored, {
        size: classified.size,
        etag: logicalEtag(classified),
        lastModified: classified.createdAt ?? stored.lastModified,
        sha256: classified.sha256,
      });
  }
}

function wholeEntry(
  row: Pick<ListedObject, 'key' | 'size' | 'etag' | 'lastModified'>,
): DescribedEntry {
  const { key, size, etag, lastModified } = row;
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

function deltaEntry(
  stored: StoredObject,
  logical: Pick<LogicalListedObject, 'size' | 'etag' | 'lastModified' | 'sha256'>,
): DescribedEntry {
  return {
    physicalKey: stored.key,
    writtenAt: stored.lastModified.getTime(),
    entry: {
      type: 'object',
      key: stored.key.slice(0, -DELTA_SUFFIX.length),
      storedSize: stored.size,
      stored: 'delta',
      ...logical,
    },
  };
}
