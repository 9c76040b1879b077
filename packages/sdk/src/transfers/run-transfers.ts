import { DeltaGliderError, formatAddress } from '@deltaglider/core';
import { archivedSource } from './archived-source.ts';
import { deltaspaceOf } from './deltaspace-group.ts';
import { destinationExists } from './destination-exists.ts';
import { GroupedPool } from '../concurrency/grouped-pool.ts';
import type { RunTransfersOptions } from './run-options.ts';
import { runTask } from './run-task.ts';
import type { TransferEvent, TransferObserver, TransferSummary } from './transfer-event.ts';
import type { PlanItem, TransferTask } from './transfer-task.ts';

const DEFAULT_CONCURRENCY = 4;

/**
 * Runs a plan. A task that fails is an `error` event and a number in the summary; the others go on. A plan
 * that fails, and an abort, stop everything: what is under way is awaited, so that nothing is left half done,
 * and the reason is thrown.
 */
export async function runTransfers(
  plan: AsyncIterable<PlanItem>,
  options: RunTransfersOptions,
): Promise<TransferSummary> {
  const { concurrency = DEFAULT_CONCURRENCY, signal } = options;
  const tally = createTally(options.observe);
  const pool = new GroupedPool<TransferTask>({
    concurrency,
    groupOf: (task) => deltaspaceOf(task, options),
    run: (task) => attempt(task, options, tally),
  });
  await pool.run(announced(plan, tally, { signal, settled: () => pool.settled() }));
  signal?.throwIfAborted();
  return tally.summary();
}

/** False for a task that failed or was skipped. @throws the signal's reason after an abort. */
async function attempt(
  task: TransferTask,
  options: RunTransfersOptions,
  tally: Tally,
): Promise<boolean> {
  const { dryRun = false, signal } = options;
  signal?.throwIfAborted();
  tally.observe({ type: 'start', task });
  try {
    if (await isToBeSkipped(task, options)) {
      tally.observe({ type: 'skipped', task });
      return false;
    }
    const put = dryRun
      ? undefined
      : await runTask(task, options, (bytes) => {
          tally.observe({ type: 'progress', task, bytes });
        });
    tally.observe({ type: 'result', task, dryRun, put });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    for (const event of eventsOf(task, error, options)) tally.observe(event);
    return false;
  }
}

/** What a failure means: nothing is said of what was to be left alone or left out. */
function eventsOf(
  task: TransferTask,
  error: unknown,
  { overwrite = true, archived = 'fail' }: RunTransfersOptions,
): readonly TransferEvent[] {
  if (!overwrite && DeltaGliderError.is(error, 'OBJECT_EXISTS')) return [{ type: 'skipped', task }];
  const source = archived === 'fail' ? undefined : archivedSource(task, error);
  if (source === undefined) return [{ type: 'error', task, error }];
  const subject = formatAddress(source);
  const reason = 'Object is archived. Restore it to be able to read it.';
  const skipped = { type: 'skipped', task } as const;
  return archived === 'warn' ? [skipped, { type: 'warning', subject, reason }] : [skipped];
}

/** What is to be stored looks for itself before it is; a download would have begun. */
async function isToBeSkipped(task: TransferTask, options: RunTransfersOptions): Promise<boolean> {
  const { overwrite = true, dryRun = false } = options;
  const transfer = task.operation === 'move' ? task.transfer : task;
  if (overwrite || !(dryRun || transfer.operation === 'download')) return false;
  return await destinationExists(transfer, options);
}

interface Course {
  readonly signal: AbortSignal | undefined;
  /** Resolves once every task so far has ended. */
  readonly settled: () => Promise<void>;
}

async function* announced(
  plan: AsyncIterable<PlanItem>,
  tally: Tally,
  { signal, settled }: Course,
): AsyncIterable<TransferTask> {
  let transfers = 0;
  let bytes = 0;
  for await (const item of plan) {
    signal?.throwIfAborted();
    if (item.type === 'barrier') {
      await settled();
      signal?.throwIfAborted();
      const { failed } = tally.summary();
      if (failed === 0) continue;
      const message = `${item.otherwise}, because not everything before succeeded (${failed} failed).`;
      tally.observe({ type: 'notice', message });
      break;
    }
    if (item.type !== 'task') {
      tally.observe(toEvent(item));
      continue;
    }
    transfers++;
    bytes += item.task.size;
    tally.observe({ type: 'planned', transfers, bytes, complete: false });
    yield item.task;
  }
  tally.observe({ type: 'planned', transfers, bytes, complete: true });
}

function toEvent(item: Exclude<PlanItem, { type: 'task' | 'barrier' }>): TransferEvent {
  switch (item.type) {
    case 'skipped':
      return { type: 'warning', subject: item.subject, reason: item.reason };
    case 'refused':
      return { type: 'error', task: item.task, error: item.error };
    case 'notice':
      return item;
  }
}

interface Tally {
  readonly observe: TransferObserver;
  readonly summary: () => TransferSummary;
}

/** Passes events on and counts them. */
function createTally(observe: TransferObserver = () => undefined): Tally {
  const counts = { succeeded: 0, failed: 0, skipped: 0, warnings: 0, bytes: 0, storedBytes: 0 };
  return {
    summary: () => ({ ...counts }),
    observe: (event) => {
      if (event.type === 'error') counts.failed++;
      if (event.type === 'skipped') counts.skipped++;
      if (event.type === 'warning') counts.warnings++;
      if (event.type === 'result') {
        counts.succeeded++;
        counts.bytes += event.put?.size ?? event.task.size;
        counts.storedBytes += (event.put?.storedSize ?? 0) + (event.put?.referenceSize ?? 0);
      }
      observe(event);
    },
  };
}
