import {
  compareUtf8,
  DeltaGliderError,
  headObject,
  listObjects,
  type LogicalListedObject,
  type ObjectAddress,
} from '@deltaglider/core';
import { mapOrdered } from '../concurrency/map-ordered.ts';
import type { CopyTask, SkippedItem, UploadTask } from '../transfers/transfer-task.ts';
import type { JournalEntry, MigrationJournal } from './journal.ts';
import type { MigrationSource, SourceEntry } from './migration-source.ts';
import type { MigrateOptions } from './migrate-options.ts';

/** What is to become of an object of the source. */
export interface PlannedObject {
  readonly type: 'object';
  readonly entry: SourceEntry;
  readonly task: CopyTask | UploadTask;
  /** `current`: it is at the destination as it is; `replaced`: something else is there under its name. */
  readonly state: 'absent' | 'replaced' | 'current';
}

export interface PlanMigrationOptions {
  readonly source: MigrationSource;
  readonly destination: MigrateOptions['destination'];
  /** Where everything goes; empty or with its slash. */
  readonly prefix: string;
  readonly journal: MigrationJournal;
  readonly signal: AbortSignal | undefined;
}

/** Objects that are compared at the same time. */
const COMPARED = 16;

/**
 * Walks both sides in the order of their keys and tells what is to be done. An object that is on both sides is
 * current if the journal knows the two versions; else if their content and metadata turn out to be the same, which the
 * journal then knows. Of an object that is on one side only nothing is asked.
 */
export function planMigration(
  options: PlanMigrationOptions,
): AsyncGenerator<PlannedObject | SkippedItem, void, undefined> {
  return mapOrdered(pairUp(options), COMPARED, async (item) =>
    item.type === 'skipped' ? item : await decide(item, options),
  );
}

interface Pair {
  readonly type: 'pair';
  readonly entry: SourceEntry;
  /** At the destination, under the same name. */
  readonly found: LogicalListedObject | undefined;
}

async function* pairUp(
  options: PlanMigrationOptions,
): AsyncGenerator<Pair | SkippedItem, void, undefined> {
  const { source, prefix } = options;
  const there = destinationObjects(options);
  try {
    let next = await there.next();
    for await (const entry of source.entries()) {
      options.signal?.throwIfAborted();
      if (entry.type === 'skipped') {
        yield entry;
        continue;
      }
      const key = prefix + entry.relative;
      while (next.done !== true && compareUtf8(next.value.key, key) < 0) next = await there.next();
      const found = next.done !== true && next.value.key === key ? next.value : undefined;
      yield { type: 'pair', entry, found };
    }
  } finally {
    await there.return();
  }
}

async function* destinationObjects({
  destination: { engine, bucket },
  prefix,
  signal,
}: PlanMigrationOptions): AsyncGenerator<LogicalListedObject, void, undefined> {
  for await (const entry of listObjects(engine, { bucket, prefix, signal })) {
    if (entry.type === 'object') yield entry;
  }
}

async function decide(
  { entry, found }: Pair,
  options: PlanMigrationOptions,
): Promise<PlannedObject> {
  const { source, destination, prefix } = options;
  const to = { bucket: destination.bucket, key: prefix + entry.relative };
  const planned = { type: 'object', entry, task: source.toTask(entry, to) } as const;
  if (found === undefined) return { ...planned, state: 'absent' };
  const isCurrent = await isSame({ entry, found, to }, options);
  return { ...planned, state: isCurrent ? 'current' : 'replaced' };
}

interface Question {
  readonly entry: SourceEntry;
  readonly found: LogicalListedObject;
  readonly to: ObjectAddress;
}

async function isSame(
  { entry, found, to }: Question,
  { source, destination, journal, signal }: PlanMigrationOptions,
): Promise<boolean> {
  if (entry.size !== found.size) return false;
  const known = journalEntry(entry, found);
  if (known !== undefined && journal.has(known)) return true;
  const copy = await unlessUnreadable(headObject(destination.engine, { address: to, signal }));
  if (copy === undefined) return false;
  const same = await unlessUnreadable(source.isSame(entry, copy));
  if (same !== true) return false;
  if (known !== undefined) journal.add(known);
  return true;
}

/** What cannot be compared is migrated, and fails there if it has to. */
async function unlessUnreadable<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!DeltaGliderError.is(error) || error.code === 'STORAGE_UNAVAILABLE') throw error;
    return undefined;
  }
}

/** What a journal remembers of an object that is, or has come, to the destination; nothing of one without a version. */
export function journalEntry(
  { relative, version }: SourceEntry,
  { size, etag }: Pick<LogicalListedObject, 'size' | 'etag'>,
): JournalEntry | undefined {
  if (version === undefined) return undefined;
  return { key: relative, source: version, destination: `${size} ${etag}` };
}
