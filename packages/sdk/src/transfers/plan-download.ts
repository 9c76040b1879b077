import { stat } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { createCaseGuard } from './case-conflicts.ts';
import type { PlanDownloadOptions } from './plan-options.ts';
import { safePath, type SafePath } from './safe-path.ts';
import { isFolderMarker, sourceObjects } from './source-objects.ts';
import type { DownloadTask, PlanItem } from './transfer-task.ts';

/**
 * Which objects to write to which files. Folder markers are left out; keys that no file can safely be named
 * after are skipped with a reason.
 * @throws OBJECT_NOT_FOUND for a single object that is absent.
 */
export async function* planDownload(options: PlanDownloadOptions): AsyncIterable<PlanItem> {
  const place = await placement(options);
  const { bucket } = options.source.address;
  const guarded = createCaseGuard(options.caseConflict ?? 'ignore');
  for await (const object of sourceObjects(options)) {
    if (isFolderMarker(object)) continue;
    const target = place(object.relative);
    if ('refused' in target) {
      yield { type: 'skipped', subject: object.relative, reason: target.refused };
      continue;
    }
    const from = { bucket, key: object.key };
    const task: DownloadTask = {
      operation: 'download',
      from,
      path: target.path,
      size: object.size,
    };
    yield* guarded(task);
  }
}

/** A tree, and a single object to a directory, keep their names; else the path is the file's own. */
async function placement(options: PlanDownloadOptions): Promise<(relative: string) => SafePath> {
  const { path } = options.destination;
  const directory = resolve(path);
  const keepsName = options.recursive === true || path.endsWith(sep) || path.endsWith('/');
  if (keepsName || (await isDirectory(directory))) {
    return (relative) => safePath(directory, relative);
  }
  return () => safePath(dirname(directory), basename(directory));
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
