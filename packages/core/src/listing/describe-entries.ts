import { DELTA_SUFFIX, REFERENCE_NAME, isInternalKey, nameOf } from '../domain/deltaspace.ts';
import { logicalEtag } from '../domain/logical-etag.ts';
import type { LogicalListedObject, LogicalListedPrefix } from '../domain/logical-object.ts';
import type { Engine } from '../engine.ts';
import { DeltaGliderError } from '../errors/delta-glider-error.ts';
import { classify } from '../metadata/classify.ts';
import type { ListEntry, ListedObject, StoredObject } from '../ports/storage-port.ts';

/** A row of the physical listing with its logical meaning. */
export interface DescribedEntry {
  readonly physicalKey: string;
  readonly entry: LogicalListedObject | LogicalListedPrefix;
  /** When the store received it: decides between twins. */
  readonly writtenAt: number;
}

export interface DescribeContext {
  readonly bucket: string;
  readonly signal: AbortSignal | undefined;
}

/** The logical meaning of one physical row; `undefined` for what is ours alone. */
export async function describeEntry(
  engine: Engine,
  row: ListEntry,
  context: DescribeContext,
): Promise<DescribedEntry | undefined> {
  if (isInternalKey(row.key)) return undefined;
  if (row.type === 'prefix') {
    return { physicalKey: row.key, entry: { type: 'prefix', key: row.key }, writtenAt: 0 };
  }
  const isDelta = row.key.endsWith(DELTA_SUFFIX);
  if (!isDelta && nameOf(row.key) !== REFERENCE_NAME) return wholeEntry(row);
  try {
    return await lookUp(engine, row, context);
  } catch (error) {
    // One object that may not be looked at must not hide all others; reading it says what is wrong.
    if (!DeltaGliderError.is(error, 'ACCESS_DENIED')) throw error;
    return isDelta ? deltaEntry(row, { ...row, sha256: undefined }) : undefined;
  }
}

async function lookUp(
  engine: Engine,
  row: ListedObject,
  { bucket, signal }: DescribeContext,
): Promise<DescribedEntry | undefined> {
  const stored = await engine.storage.head({ bucket, key: row.key }, { signal });
  if (stored !== undefined) return describeStored(stored);
  if (!row.key.endsWith(DELTA_SUFFIX)) return undefined;
  // Between the listing and this look a whole object may have taken the delta's place.
  const key = row.key.slice(0, -DELTA_SUFFIX.length);
  const twin = await engine.storage.head({ bucket, key }, { signal });
  const described = twin && describeStored(twin);
  return described && { ...described, physicalKey: row.key };
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
      // In this place it is most likely the reference that deltas need, and they find it by its digest.
      if (nameOf(stored.key) === REFERENCE_NAME) return undefined;
      if (!stored.key.endsWith(DELTA_SUFFIX)) return wholeEntry(stored);
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
  stored: Pick<ListedObject, 'key' | 'size' | 'lastModified'>,
  logical: Pick<LogicalListedObject, 'size' | 'etag' | 'lastModified' | 'sha256'>,
): DescribedEntry {
  return {
    physicalKey: stored.key,
    writtenAt: stored.lastModified.getTime(),
    entry: {
      type: 'object',
      key: stored.key.slice(0, -DELTA_SUFFIX.length),
      size: logical.size,
      storedSize: stored.size,
      stored: 'delta',
      etag: logical.etag,
      lastModified: logical.lastModified,
      sha256: logical.sha256,
    },
  };
}
