import type { ObjectAddress } from '@deltaglider/core';
import type { TransferTask } from './transfer-task.ts';

/** How S3 calls it that an object in GLACIER or DEEP_ARCHIVE has to be restored before it is read. */
const ARCHIVED = 'InvalidObjectState';

/** What the task was to read, if it failed because that is archived. */
export function archivedSource(task: TransferTask, error: unknown): ObjectAddress | undefined {
  const transfer = task.operation === 'move' ? task.transfer : task;
  if (transfer.operation !== 'download' && transfer.operation !== 'copy') return undefined;
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name === ARCHIVED) return transfer.from;
  }
  return undefined;
}
