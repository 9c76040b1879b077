import { join, resolve, sep } from 'node:path';
import { fileContent } from '../files/file-content.ts';
import { hashFile } from '../files/hash-file.ts';
import { statDirectory } from '../files/stat-directory.ts';
import { walkFiles } from '../files/walk-files.ts';
import { toSlashes } from '../transfers/destination.ts';
import { createPathFilter } from '../transfers/path-filter.ts';
import type { SkippedItem } from '../transfers/transfer-task.ts';
import type { MigrateOptions } from './migrate-options.ts';
import type { MigrationSource, SourceEntry } from './migration-source.ts';
import { placeOfDirectory } from './place.ts';

/**
 * The files of a directory of this machine.
 * @throws INVALID_ARGUMENT unless there is one
 */
export async function directorySource(
  path: string,
  options: Pick<MigrateOptions, 'filters' | 'signal'>,
): Promise<MigrationSource> {
  const { signal } = options;
  const root = resolve(path);
  await statDirectory(root);
  const at = (relative: string) => join(root, ...relative.split('/'));
  return {
    place: await placeOfDirectory(root),
    lastSegment: '',
    entries: () => entriesOf(root, options),
    toTask: ({ relative, size }, to) => ({ operation: 'upload', path: at(relative), to, size }),
    isSame: async ({ relative }, { sha256 }) =>
      sha256 !== undefined && sha256 === (await hashFile(at(relative), { signal })),
    open: async (relative) => fileContent(at(relative), { signal }),
    requestsEach: 0,
  };
}

async function* entriesOf(
  root: string,
  { filters = [], signal }: Pick<MigrateOptions, 'filters' | 'signal'>,
): AsyncGenerator<SourceEntry | SkippedItem, void, undefined> {
  const matches = createPathFilter(filters, toSlashes(root.endsWith(sep) ? root : root + sep));
  for await (const found of walkFiles(root)) {
    signal?.throwIfAborted();
    if (!matches(toSlashes(found.path))) continue;
    if (found.type === 'skipped') {
      yield { type: 'skipped', subject: found.path, reason: found.reason };
      continue;
    }
    const { relativePath: relative, size, mtime } = found;
    yield { type: 'entry', relative, size, version: `${size} ${mtime.getTime()}` };
  }
}
