import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { walkFiles } from '../files/walk-files.ts';
import { filterRoot, keyDestination, lastSegment, toSlashes } from './destination.ts';
import { createPathFilter } from './path-filter.ts';
import type { PlanUploadOptions } from './plan-options.ts';
import type { PlanItem } from './transfer-task.ts';

/**
 * Which files to put to which keys. What is no regular file is skipped with a reason.
 * A directory without `recursive` is refused.
 * @throws INVALID_ARGUMENT when the source does not exist.
 */
export async function* planUpload(options: PlanUploadOptions): AsyncIterable<PlanItem> {
  const { destination, recursive = false, filters = [] } = options;
  const source = { type: 'file' as const, path: normalize(options) };
  const matches = createPathFilter(filters, filterRoot(source, recursive));
  const toKey = keyDestination(destination.address.key, recursive);
  for await (const found of recursive ? tree(source.path, options) : single(options)) {
    if (!matches(toSlashes(found.path))) continue;
    if ('reason' in found) {
      yield { type: 'skipped', subject: found.path, reason: found.reason };
      continue;
    }
    const to = { bucket: destination.address.bucket, key: toKey(found.relative) };
    const task = { operation: 'upload' as const, path: found.path, to, size: found.size };
    if (found.isDirectory === true) yield { type: 'refused', task, error: directoryError(found) };
    else yield { type: 'task', task };
  }
}

type Found = FoundFile | { readonly path: string; readonly reason: string };

interface FoundFile {
  readonly path: string;
  readonly relative: string;
  readonly size: number;
  readonly isDirectory?: boolean;
}

function normalize({ source, recursive }: PlanUploadOptions): string {
  const path = resolve(source.path);
  return recursive !== true || path.endsWith(sep) ? path : path + sep;
}

async function* tree(root: string, options: PlanUploadOptions): AsyncIterable<Found> {
  const { followSymlinks = true, signal } = options;
  if (!(await statSource(options)).isDirectory()) {
    yield { path: root, reason: 'File does not exist.' };
    return;
  }
  for await (const found of walkFiles(root, { followSymlinks })) {
    signal?.throwIfAborted();
    if (found.type === 'skipped') yield { path: found.path, reason: found.reason };
    else yield { ...found, relative: toSlashes(found.relativePath) };
  }
}

async function* single(options: PlanUploadOptions): AsyncIterable<Found> {
  const path = resolve(options.source.path);
  const info = await statSource(options);
  const relative = lastSegment(toSlashes(path));
  if (info.isDirectory()) {
    yield { path: path + sep, relative, size: 0, isDirectory: true };
    return;
  }
  if (options.followSymlinks === false && (await lstat(path)).isSymbolicLink()) return;
  if (!info.isFile()) {
    const reason = 'File is character special device, block special device, FIFO, or socket.';
    yield { path, reason };
    return;
  }
  yield { path, relative, size: info.size };
}

function directoryError({ path }: FoundFile): DeltaGliderError {
  return new DeltaGliderError('INVALID_ARGUMENT', `${path} is a directory, not a file.`, {
    details: { path, hint: 'Give --recursive for everything below it.' },
  });
}

/** @throws INVALID_ARGUMENT when the source does not exist. */
export async function statSource({ source }: Pick<PlanUploadOptions, 'source'>): Promise<Stats> {
  try {
    return await stat(source.path);
  } catch (cause) {
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      `The user-provided path ${source.path} does not exist.`,
      { cause, details: { path: source.path } },
    );
  }
}
