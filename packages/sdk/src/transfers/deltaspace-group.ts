import { isDeltaName } from '@deltaglider/core';
import { lastSegment } from './destination.ts';
import type { RunTransfersOptions } from './run-options.ts';
import type { TransferTask } from './transfer-task.ts';

/** Names that are always stored as deltas, because they collide with those of the store's own objects. */
const ALWAYS_DELTA = /(?:^reference\.bin|\.delta)$/;

/** The deltaspace whose reference a task may create; `undefined` when it certainly creates none. */
export function deltaspaceOf(task: TransferTask, options: RunTransfersOptions): string | undefined {
  if (task.operation === 'move') return deltaspaceOf(task.transfer, options);
  if (task.operation !== 'upload' && task.operation !== 'copy') return undefined;
  if (options.dryRun === true) return undefined;
  const { bucket, key } = task.to;
  const name = lastSegment(key);
  const { policy } = options.engine;
  const wanted =
    options.delta !== false && isDeltaName(policy, name) && task.size >= policy.minSize;
  if (!wanted && !ALWAYS_DELTA.test(name)) return undefined;
  return `${bucket}/${key.slice(0, key.length - name.length)}`;
}
