import { DeltaGliderError, formatAddress } from '@deltaglider/core';
import { keyDestination, lastSegment, toPrefix } from './destination.ts';
import { planCopy } from './plan-copy.ts';
import { planDownload } from './plan-download.ts';
import type { PlanMoveOptions } from './plan-options.ts';
import { planUpload } from './plan-upload.ts';
import type { CopyTask, PlanItem, TransferTask } from './transfer-task.ts';

type CopyOptions = Extract<PlanMoveOptions, { type: 'copy' }>;
type DownloadOptions = Extract<PlanMoveOptions, { type: 'download' }>;

/**
 * What to move where. Two objects never end up in one place, where the second would replace what is left of the
 * first: what would do that is refused, or skipped with a reason, and stays where it is.
 * @throws INVALID_ARGUMENT for a move onto itself; OBJECT_NOT_FOUND for a single object that is absent.
 */
export async function* planMove(options: PlanMoveOptions): AsyncIterable<PlanItem> {
  for await (const item of transfersOf(options)) {
    if ('task' in item) yield { ...item, task: toMove(item.task) };
    else yield item;
  }
}

function transfersOf(options: PlanMoveOptions): AsyncIterable<PlanItem> {
  switch (options.type) {
    case 'upload':
      return planUpload(options);
    case 'download':
      return planDistinctDownload(options);
    case 'copy':
      return planDistinctCopy(options);
  }
}

function toMove(task: TransferTask): TransferTask {
  if (task.operation === 'move' || task.operation === 'delete') return task;
  return { operation: 'move', transfer: task, size: task.size };
}

/** `a//b` and `a/b` are two keys, but one path. */
async function* planDistinctDownload(options: DownloadOptions): AsyncIterable<PlanItem> {
  const { source, recursive = false } = options;
  const below = toPrefix(source.address.key).length;
  for await (const item of planDownload(options)) {
    const isDownload = item.type === 'task' && item.task.operation === 'download';
    const relative = isDownload && recursive ? item.task.from.key.slice(below) : undefined;
    if (relative?.split('/').some(vanishes) === true) {
      yield {
        type: 'skipped',
        subject: relative,
        reason: 'File name would lose a part of its key.',
      };
    } else yield item;
  }
}

function vanishes(segment: string): boolean {
  return segment === '' || segment === '.';
}

async function* planDistinctCopy(options: CopyOptions): AsyncIterable<PlanItem> {
  const { source, destination, recursive = false, sameStore = true } = options;
  if (!sameStore || source.address.bucket !== destination.address.bucket) {
    yield* planCopy(options);
    return;
  }
  if (isOntoItself(options)) throw ontoItself(formatAddress(source.address));
  if (recursive && isNested(source.address.key, destination.address.key)) {
    yield* planNestedCopy(options);
  } else yield* planCopy(options);
}

function isOntoItself({ source, destination, recursive = false }: CopyOptions): boolean {
  const { key } = source.address;
  if (recursive) return toPrefix(key) === toPrefix(destination.address.key);
  return key !== '' && keyDestination(destination.address.key, false)(lastSegment(key)) === key;
}

function isNested(a: string, b: string): boolean {
  return toPrefix(a).startsWith(toPrefix(b)) || toPrefix(b).startsWith(toPrefix(a));
}

/** Where one prefix is inside the other, the place of one object may be where another is still to leave. */
async function* planNestedCopy(options: CopyOptions): AsyncIterable<PlanItem> {
  const items: PlanItem[] = [];
  for await (const item of planCopy(options)) items.push(item);
  const leaving = new Set(items.flatMap((item) => (isCopy(item) ? [item.task.from.key] : [])));
  for (const item of items) {
    if (isCopy(item) && leaving.has(item.task.to.key)) {
      yield { type: 'refused', task: item.task, error: isTaken(item.task) };
    } else yield item;
  }
}

function isCopy(item: PlanItem): item is { readonly type: 'task'; readonly task: CopyTask } {
  return item.type === 'task' && item.task.operation === 'copy';
}

function ontoItself(name: string): DeltaGliderError {
  return new DeltaGliderError('INVALID_ARGUMENT', `${name} cannot be moved onto itself.`, {
    details: { hint: 'Give it another key, or another bucket.' },
  });
}

function isTaken({ to }: CopyTask): DeltaGliderError {
  return new DeltaGliderError('OBJECT_EXISTS', `${formatAddress(to)} is itself being moved.`, {
    details: { ...to, hint: 'Move again what was left, once the rest has gone.' },
  });
}
