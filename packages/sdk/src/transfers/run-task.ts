import { deleteObject, type PutResult } from '@deltaglider/core';
import { deleteFile } from '../files/delete-file.ts';
import { runCopying, type TaskProgress } from './run-copying.ts';
import { runMove } from './run-move.ts';
import type { RunTransfersOptions } from './run-options.ts';
import type { TransferTask } from './transfer-task.ts';

/** Does one task; resolves to what it stored, if it stored anything. */
export async function runTask(
  task: TransferTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult | undefined> {
  switch (task.operation) {
    case 'move':
      return await runMove(task, options, onProgress);
    case 'delete':
      if (task.path === undefined) {
        await deleteObject(options.engine, { address: task.from, signal: options.signal });
      } else await deleteFile(task.path);
      return undefined;
    default:
      return (await runCopying(task, options, onProgress)).put;
  }
}
