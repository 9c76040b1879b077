import { join } from 'node:path';
import { hashFile } from '../../files/hash-file.ts';
import { walkFiles } from '../../files/walk-files.ts';
import { toSlashes } from '../destination.ts';
import type { PathFilter } from '../path-filter.ts';
import type { SyncRow } from './sync-row.ts';
import type { SyncSide } from './sync-side.ts';

export interface FileSideOptions {
  /** Of the path, with `/` between segments. */
  readonly matches: PathFilter;
  readonly followSymlinks?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The files below a directory; `root` ends with a separator. */
export function fileSide(root: string, options: FileSideOptions): SyncSide {
  const { matches, followSymlinks, signal } = options;
  async function* rows(): AsyncGenerator<SyncRow, void, undefined> {
    for await (const found of walkFiles(root, { followSymlinks })) {
      signal?.throwIfAborted();
      const path = toSlashes(found.path);
      const relative = toSlashes(found.relativePath);
      if (found.type === 'file') {
        const { size, mtime } = found;
        if (matches(path)) yield { type: 'entry', relative, size, mtime };
        continue;
      }
      const isDirectory = relative === '' || relative.endsWith('/');
      const isExcluded = !matches(isDirectory && !path.endsWith('/') ? `${path}/` : path);
      if (isExcluded && !isDirectory) continue;
      const { reason } = found;
      yield { type: 'unreadable', relative, subject: found.path, reason, isExcluded };
    }
  }
  return {
    rows,
    sha256Of: ({ relative }) => hashFile(join(root, relative), options),
  };
}
