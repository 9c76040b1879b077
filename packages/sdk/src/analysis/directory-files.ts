import { join, resolve, sep } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { fileContent } from '../files/file-content.ts';
import { statDirectory } from '../files/stat-directory.ts';
import { walkFiles } from '../files/walk-files.ts';
import { toSlashes } from '../transfers/destination.ts';
import { createPathFilter, type FilterRule } from '../transfers/path-filter.ts';
import type { AnalysisRow, AnalysisSource } from './analysis-source.ts';

export interface DirectoryFilesOptions {
  readonly path: string;
  /** In the order of the command line; the last match wins. @default everything takes part */
  readonly filters?: readonly FilterRule[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears of what is left out, and why, as a sentence. */
  readonly onSkipped?: ((path: string, reason: string) => void) | undefined;
}

/** The files of a directory of this machine, for `analyze`, as if they were uploaded. */
export function directoryFiles(options: DirectoryFilesOptions): AnalysisSource {
  const root = resolve(options.path);
  return {
    rows: rowsOf(root, options),
    open: async (key) => fileContent(join(root, ...key.split('/')), options),
    openReference: async (prefix) => {
      throw new DeltaGliderError('OBJECT_NOT_FOUND', `${join(root, prefix)} has no reference.`);
    },
    requestsEach: 0,
  };
}

async function* rowsOf(
  root: string,
  { filters = [], signal, onSkipped }: DirectoryFilesOptions,
): AsyncGenerator<AnalysisRow, void, undefined> {
  await statDirectory(root);
  const matches = createPathFilter(filters, toSlashes(root + sep));
  for await (const found of walkFiles(root)) {
    signal?.throwIfAborted();
    if (!matches(toSlashes(found.path))) continue;
    if (found.type === 'skipped') onSkipped?.(found.path, found.reason);
    else {
      const { relativePath: key, size } = found;
      yield { key, kind: 'whole', size, storedSize: size };
    }
  }
}
