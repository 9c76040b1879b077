import { DeltaGliderError } from '@deltaglider/core';
import { runTransfers } from '../transfers/run-transfers.ts';
import { toPrefix } from '../transfers/destination.ts';
import type { TransferSummary } from '../transfers/transfer-event.ts';
import type { PlanItem, TransferTask } from '../transfers/transfer-task.ts';
import { directorySource } from './directory-source.ts';
import { journalPath, MigrationJournal, type JournalPair } from './journal.ts';
import type { MigrateOptions } from './migrate-options.ts';
import type { MigrationEvent, MigrationScan, MigrationSummary } from './migration-event.ts';
import type { MigrationSource, SourceEntry } from './migration-source.ts';
import { assertApart, placeInStore } from './place.ts';
import { journalEntry, planMigration, type PlannedObject } from './plan-migration.ts';
import { predictMigration } from './predict-migration.ts';
import { ReportFile } from './report-file.ts';
import { storeSource } from './store-source.ts';
import { TotalsTracker } from './totals.ts';

/** A migration that is under way. */
interface Migration {
  readonly options: MigrateOptions;
  readonly source: MigrationSource;
  /** Of the destination, with what is kept of the source's. */
  readonly prefix: string;
  readonly journal: MigrationJournal;
  readonly report: ReportFile;
  readonly observe: (event: MigrationEvent) => void;
}

/**
 * Copies what is below the source to the destination, as it would be stored there: with media type, metadata,
 * properties and tags. What is at the destination as it is at the source already is left alone, so that a migration
 * that ended early, or whose source has changed, is finished by running it again; anything else there under the same
 * name is replaced. The source is never written, nothing is ever deleted.
 *
 * One listing of both sides finds out what is to be done, a second one goes with the copies. An object that fails is
 * an event and a number; a listing that fails, a journal or report that cannot be written, and an abort stop
 * everything, and what has been migrated by then is known to the next run.
 * @throws INVALID_ARGUMENT where source and destination overlap, or the journal is of another pair; and what the
 * stores throw where they cannot be listed
 */
export async function migrate(options: MigrateOptions): Promise<MigrationSummary> {
  const { destination, preservePrefix = true } = options;
  options.signal?.throwIfAborted();
  const source = await openSource(options);
  const prefix = toPrefix(destination.prefix ?? '') + (preservePrefix ? source.lastSegment : '');
  const place = await placeInStore({ ...destination, prefix });
  assertApart(source.place, place);
  const pair = { source: source.place.name, destination: place.name };
  const journal = await openJournal(options, pair);
  try {
    const report = await ReportFile.open(options.report);
    try {
      const observe = (event: MigrationEvent) => {
        report.add(event);
        options.observe?.(event);
      };
      return await run({ options, source, prefix, journal, report, observe }, pair);
    } finally {
      await report.close();
    }
  } finally {
    await journal.close();
  }
}

/** One that was asked for has to be there; one that comes along does without rather than stop everything. */
async function openJournal(options: MigrateOptions, pair: JournalPair): Promise<MigrationJournal> {
  const { journal, journalDirectory: directory, dryRun: readOnly } = options;
  if (journal !== undefined || directory === undefined) {
    return await MigrationJournal.open(journal, pair, { readOnly });
  }
  const path = journalPath(directory, pair);
  try {
    return await MigrationJournal.open(path, pair, { readOnly });
  } catch (error) {
    if (!DeltaGliderError.is(error)) throw error;
    options.observe?.({ type: 'journal-failed', path, error });
    return await MigrationJournal.open(undefined, pair);
  }
}

async function openSource({ source, ...options }: MigrateOptions): Promise<MigrationSource> {
  return source.type === 'store'
    ? await storeSource(source, options)
    : await directorySource(source.path, options);
}

async function run(
  migration: Migration,
  names: Pick<MigrationScan, 'source' | 'destination'>,
): Promise<MigrationSummary> {
  const { options, observe } = migration;
  const { dryRun = false } = options;
  const scan = await survey(migration, names);
  observe({ type: 'scanned', scan });
  const isNothing = scan.objects === 0;
  const confirmed = isNothing || dryRun || ((await options.confirm?.(scan)) ?? true);
  const clock = () => options.destination.engine.clock().getTime();
  const totals = new TotalsTracker(scan, clock);
  const done = confirmed ? await transfer(migration, totals) : NOTHING;
  const isPredicted = dryRun && !isNothing;
  const prediction = isPredicted ? await predictMigration(toPrediction(migration)) : undefined;
  const { saved, elapsedMs } = totals;
  return { ...done, scan, dryRun, confirmed, saved, elapsedMs, prediction };
}

const NOTHING: TransferSummary = {
  succeeded: 0,
  skipped: 0,
  failed: 0,
  warnings: 0,
  bytes: 0,
  storedBytes: 0,
};

function planOf({ options, source, prefix, journal }: Migration) {
  const { destination, signal } = options;
  return planMigration({ source, destination, prefix, journal, signal });
}

/** Finds out what is to be done; what turns out to be there already is in the journal afterwards. */
async function survey(
  migration: Migration,
  names: Pick<MigrationScan, 'source' | 'destination'>,
): Promise<MigrationScan> {
  const scan = { objects: 0, bytes: 0, replacing: 0, current: 0, currentBytes: 0 };
  for await (const item of planOf(migration)) {
    migration.journal.check();
    if (item.type === 'skipped') continue;
    const { size } = item.task;
    if (item.state === 'current') {
      scan.current += 1;
      scan.currentBytes += size;
    } else {
      scan.objects += 1;
      scan.bytes += size;
      if (item.state === 'replaced') scan.replacing += 1;
    }
    migration.observe({ type: 'scanning', objects: scan.objects + scan.current });
  }
  return { ...names, ...scan };
}

async function transfer(migration: Migration, totals: TotalsTracker): Promise<TransferSummary> {
  const { options, journal, observe } = migration;
  const { destination, source, delta, maxRatio, placement, access, dryRun } = options;
  const entries = new Map<TransferTask, SourceEntry>();
  return await runTransfers(planItems(migration, entries), {
    engine: destination.engine,
    source: source.type === 'store' ? source.engine : undefined,
    concurrency: options.concurrency,
    signal: options.signal,
    delta,
    maxRatio,
    placement,
    access,
    dryRun,
    observe: (event) => {
      observe(event);
      if (event.type === 'result' || event.type === 'error') {
        const entry = entries.get(event.task);
        entries.delete(event.task);
        const put = event.type === 'result' ? event.put : undefined;
        const known = entry && put && journalEntry(entry, put);
        if (known) journal.add(known);
      }
      const now = totals.add(event);
      if (now !== undefined) observe({ type: 'totals', totals: now });
    },
  });
}

async function* planItems(
  migration: Migration,
  entries: Map<TransferTask, SourceEntry>,
): AsyncGenerator<PlanItem, void, undefined> {
  for await (const item of planOf(migration)) {
    migration.journal.check();
    migration.report.check();
    if (item.type === 'skipped') yield item;
    else if (item.state === 'current') migration.observe({ type: 'current', task: item.task });
    else {
      entries.set(item.task, item.entry);
      yield { type: 'task', task: item.task };
    }
  }
}

function toPrediction(migration: Migration) {
  const { options, source, prefix, observe } = migration;
  return {
    ...options,
    source,
    prefix,
    observe,
    signal: options.signal,
    planned: pending(migration),
  };
}

async function* pending(migration: Migration): AsyncGenerator<PlannedObject, void, undefined> {
  for await (const item of planOf(migration)) {
    if (item.type === 'object' && item.state !== 'current') yield item;
  }
}
