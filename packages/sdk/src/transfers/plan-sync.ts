import { mapOrdered } from '../concurrency/map-ordered.ts';
import { decide, type Decision } from './sync/decide.ts';
import { assertDeletable } from './sync/deletion-limits.ts';
import { createObstacles } from './sync/obstacles.ts';
import { pairedEntries, type SyncCounts } from './sync/paired-entries.ts';
import type { PlanSyncOptions } from './sync/plan-sync-options.ts';
import { Spool } from './sync/spool.ts';
import { openRoute, type SyncRoute, type SyncStep } from './sync/sync-route.ts';
import type { NoticeItem, PlanItem, SkippedItem } from './transfer-task.ts';

/** Digests that are looked up or computed at the same time. */
const CHECKSUMS_AT_ONCE = 8;

/**
 * What makes the destination like the source, as `aws s3 sync` compares them: both are listed once, in bounded
 * memory, and nothing else is asked unless digests are compared. Deletions come last, behind a barrier, so that
 * none is done after a transfer has failed. What could not be read at the source is not deleted.
 * @throws INVALID_ARGUMENT for sides that cannot be synced; DELETION_REFUSED before the first deletion
 */
export async function* planSync(
  options: PlanSyncOptions,
): AsyncGenerator<PlanItem, void, undefined> {
  const route = await openRoute(options);
  const { scratch } = options.engine;
  const aside = { deletions: new Spool(scratch), blocked: new Spool(scratch) };
  const counts = { sources: 0, destinations: 0, unverified: 0 };
  try {
    yield* transfers(route, options, { ...aside, counts });
    if (counts.unverified > 0) yield unverifiedNotice(counts.unverified);
    yield* deletions(route, options, { ...aside, counts });
    // What had to wait fails by itself where the deletions were not agreed to.
    if (aside.blocked.count > 0) yield { type: 'barrier', otherwise: 'The rest is left out' };
    for await (const row of aside.blocked.rows()) yield toItem(replacing(route.transfer(row)));
  } finally {
    await aside.deletions.close();
    await aside.blocked.close();
  }
}

interface Course {
  readonly deletions: Spool;
  /** Downloads that something to be deleted is in the way of. */
  readonly blocked: Spool;
  readonly counts: SyncCounts & { unverified: number };
}

/** All transfers that nothing is in the way of; the rest is put aside. */
async function* transfers(
  route: SyncRoute,
  options: PlanSyncOptions,
  { deletions, blocked, counts }: Course,
): AsyncGenerator<PlanItem, void, undefined> {
  const obstacles = createObstacles();
  for await (const decision of decisions(route, options, counts)) {
    options.signal?.throwIfAborted();
    if (decision.type === 'skipped') {
      yield decision;
      continue;
    }
    if (decision.isUnverified === true) counts.unverified++;
    if (decision.type === 'transfer') {
      const step = route.transfer(decision.entry);
      const waits = options.delete === true && (await obstacles.block(step, decision.entry));
      if (waits) await blocked.add(decision.entry);
      else yield toItem(step);
    } else if (decision.type === 'delete') {
      const { relative, keptBecause } = decision.entry;
      if (keptBecause !== undefined) {
        yield { type: 'skipped', subject: relative, reason: keptBecause };
        continue;
      }
      obstacles.addDeletion(relative);
      await deletions.add(decision.entry);
    }
  }
}

async function* decisions(
  route: SyncRoute,
  options: PlanSyncOptions,
  counts: SyncCounts,
): AsyncGenerator<Decision | SkippedItem, void, undefined> {
  const atOnce = options.checksum === true ? CHECKSUMS_AT_ONCE : 1;
  yield* mapOrdered(pairedEntries(route, counts), atOnce, async (item) =>
    item.type === 'pair' ? await decide(route, item, options) : item,
  );
}

async function* deletions(
  route: SyncRoute,
  options: PlanSyncOptions,
  { deletions: rows, counts }: Course,
): AsyncGenerator<PlanItem, void, undefined> {
  if (rows.count === 0) return;
  yield { type: 'barrier', otherwise: 'Nothing is deleted' };
  const { sources, destinations } = counts;
  const extent = { deletions: rows.count, destinations, sources };
  assertDeletable(extent, options);
  if ((await options.confirmDeletions?.(extent)) === false) {
    yield { type: 'notice', message: 'Nothing is deleted.' };
    return;
  }
  for await (const row of rows.rows()) yield toItem(await route.remove(row));
}

function toItem(step: SyncStep): PlanItem {
  return 'task' in step
    ? { type: 'task', task: step.task }
    : { type: 'skipped', subject: step.subject, reason: step.refused };
}

/** By then nothing that took part is in the directory any more. */
function replacing(step: SyncStep): SyncStep {
  if (!('task' in step) || step.task.operation !== 'download') return step;
  return { task: { ...step.task, replacesDirectory: true } };
}

function unverifiedNotice(count: number): NoticeItem {
  const message = `Compared by size and time, because no SHA-256 is recorded of them: ${count} object(s).`;
  return { type: 'notice', message };
}
