import { lstat } from 'node:fs/promises';
import { headObject } from '@deltaglider/core';
import type { RunTransfersOptions } from './run-options.ts';
import type { CopyingTask, DeleteFileTask, DeleteTask } from './transfer-task.ts';

/** Whether something has the place that a task is to fill; never for a deletion. */
export async function destinationExists(
  task: CopyingTask | DeleteTask | DeleteFileTask,
  options: Pick<RunTransfersOptions, 'engine' | 'customerKey' | 'signal'>,
): Promise<boolean> {
  switch (task.operation) {
    case 'download':
      return (await lstat(task.path).catch(() => undefined)) !== undefined;
    case 'upload':
    case 'copy': {
      const { engine, customerKey, signal } = options;
      return (await headObject(engine, { address: task.to, customerKey, signal })) !== undefined;
    }
    case 'delete':
      return false;
  }
}
