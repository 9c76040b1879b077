import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import {
  deleteObject,
  DeltaGliderError,
  formatAddress,
  headObject,
  type DeleteObjectInput,
  type LogicalObject,
  type PutResult,
} from '@deltaglider/core';
import { deleteFile } from '../files/delete-file.ts';
import { translateFileError } from '../files/translate-file-error.ts';
import { runCopying, type TaskProgress } from './run-copying.ts';
import type { RunTransfersOptions } from './run-options.ts';
import type { CopyTask, DownloadTask, MoveTask, UploadTask } from './transfer-task.ts';

/**
 * Transfers, and then removes the source, if that is still what was transferred. Until then it stays as it is: an
 * abort or a failure at any moment leaves at least one whole object.
 */
export async function runMove(
  { transfer }: MoveTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult | undefined> {
  switch (transfer.operation) {
    case 'upload':
      return await moveUp(transfer, options, onProgress);
    case 'download':
      await moveDown(transfer, options, onProgress);
      return undefined;
    case 'copy':
      return await moveOver(transfer, options, onProgress);
  }
}

async function moveUp(
  task: UploadTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult | undefined> {
  const { path } = task;
  const before = await stateOf(path);
  const { put } = await runCopying(task, options, onProgress);
  await removing(path, async () => {
    options.signal?.throwIfAborted();
    if (!isSameState(before, await stateOf(path))) throw changed(path);
    await deleteFile(path);
  });
  return put;
}

async function moveDown(
  task: DownloadTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<void> {
  const { engine, customerKey } = options;
  // Nothing else will be left of it: it has to be the object itself, and to outlive a loss of power.
  const { etag } = await runCopying(
    task,
    { ...options, rawContent: false, fsync: true },
    onProgress,
  );
  await removeObject(engine, { address: task.from, ifMatch: etag, customerKey }, options);
}

async function moveOver(
  task: CopyTask,
  options: RunTransfersOptions,
  onProgress: TaskProgress,
): Promise<PutResult | undefined> {
  const { engine, source = engine, sourceCustomerKey: customerKey, signal } = options;
  const address = task.from;
  const look = () => headObject(source, { address, customerKey, signal });
  const before = await look();
  const { put } = await runCopying(task, options, onProgress);
  // Two buckets or stores may be one by two names, an access point perhaps: then this was its own copy.
  const after = task.from.key === task.to.key ? await look() : before;
  if (!isSameWrite(before, after)) throw changed(formatAddress(address));
  await removeObject(source, { address, ifMatch: before?.etag, customerKey }, options);
  return put;
}

function isSameWrite(a: LogicalObject | undefined, b: LogicalObject | undefined): boolean {
  const when = (object: LogicalObject | undefined) =>
    JSON.stringify([object?.physical.lastModified, object?.physical.metadata]);
  return a?.etag === b?.etag && when(a) === when(b);
}

async function removeObject(
  engine: RunTransfersOptions['engine'],
  input: DeleteObjectInput,
  { signal }: RunTransfersOptions,
): Promise<void> {
  await removing(formatAddress(input.address), () => deleteObject(engine, { ...input, signal }));
}

/** Says of a failure that the transfer itself was none. */
async function removing(name: string, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (cause) {
    if (!DeltaGliderError.is(cause)) throw cause;
    throw new DeltaGliderError(
      cause.code === 'OBJECT_EXISTS' ? 'STORAGE_FAILED' : cause.code,
      `It is complete at its destination, but ${name} was not removed: ${cause.message}`,
      { cause, details: cause.details },
    );
  }
}

async function stateOf(path: string): Promise<BigIntStats> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    throw translateFileError(error, { verb: 'read', path });
  }
}

function isSameState(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

function changed(name: string): DeltaGliderError {
  return new DeltaGliderError('PRECONDITION_FAILED', `${name} has changed meanwhile.`, {
    details: { hint: 'Move it again when nothing writes to it any more.' },
  });
}
