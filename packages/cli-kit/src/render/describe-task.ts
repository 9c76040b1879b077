import type { ObjectAddress } from '@deltaglider/core';
import type { TransferTask } from '@deltaglider/sdk';

/** Both sides of a task as text; a deletion has one. */
export interface TaskNames {
  readonly source: string;
  readonly destination: string | undefined;
}

/** The sides of a task, with paths shown by `showPath`. */
export function describeTask(task: TransferTask, showPath: (path: string) => string): TaskNames {
  switch (task.operation) {
    case 'upload':
      return { source: showPath(task.path), destination: toUri(task.to) };
    case 'download':
      return { source: toUri(task.from), destination: showPath(task.path) };
    case 'copy':
      return { source: toUri(task.from), destination: toUri(task.to) };
    case 'move':
      return describeTask(task.transfer, showPath);
    case 'delete':
      return {
        source: task.path === undefined ? toUri(task.from) : showPath(task.path),
        destination: undefined,
      };
  }
}

/** `s3://bucket/key` */
export function toUri({ bucket, key }: ObjectAddress): string {
  return `s3://${bucket}/${key}`;
}

/** `a to b`, or `a` alone. */
export function joinNames({ source, destination }: TaskNames): string {
  return destination === undefined ? source : `${source} to ${destination}`;
}
