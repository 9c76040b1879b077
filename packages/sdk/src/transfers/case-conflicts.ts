import { DeltaGliderError, formatAddress } from '@deltaglider/core';
import type { CaseConflict } from './plan-options.ts';
import type { DownloadTask, PlanItem } from './transfer-task.ts';

/**
 * What becomes of downloads whose paths differ only by case from one before.
 * @throws INVALID_ARGUMENT for the first of them, when they are an error.
 */
export function createCaseGuard(rule: CaseConflict): (task: DownloadTask) => readonly PlanItem[] {
  const seen = new Set<string>();
  return (task) => {
    const item = { type: 'task', task } as const;
    if (rule === 'ignore') return [item];
    const folded = task.path.toLowerCase();
    if (!seen.has(folded)) {
      seen.add(folded);
      return [item];
    }
    if (rule === 'error') throw conflict(task);
    const subject = formatAddress(task.from);
    const reason = 'Another file has this name but for its case.';
    if (rule === 'skip') return [{ type: 'skipped', subject, reason }];
    return [{ type: 'notice', message: `warning: ${subject} may replace a file. ${reason}` }, item];
  };
}

function conflict({ from }: DownloadTask): DeltaGliderError {
  return new DeltaGliderError(
    'INVALID_ARGUMENT',
    `Another file would have the name of ${formatAddress(from)} but for its case.`,
    { details: { ...from, hint: 'Leave one of them out, or say --case-conflict skip.' } },
  );
}
