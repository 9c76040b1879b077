import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DeltaGliderError } from '@deltaglider/core';
import { hashFile } from '../../files/hash-file.ts';
import { translateFileError } from '../../files/translate-file-error.ts';
import { walkFiles } from '../../files/walk-files.ts';
import { toSlashes } from '../../transfers/destination.ts';
import type { PathFilter } from '../../transfers/path-filter.ts';
import type { CheckEntry, CheckSide } from './check-side.ts';

export interface FileSideOptions {
  /** Of relative names. */
  readonly matches: PathFilter;
  readonly followSymlinks: boolean;
  readonly signal: AbortSignal | undefined;
  /** Hears of files that cannot take part. */
  readonly warn: (subject: string, reason: string) => void;
}

/**
 * The files below a directory.
 * @throws INVALID_ARGUMENT when it is none
 */
export async function openFileSide(path: string, options: FileSideOptions): Promise<CheckSide> {
  const root = resolve(path);
  await assertDirectory(root, path);
  return {
    isRemote: false,
    entries: () => entriesOf(root, options),
    digestOf: async ({ relative }) => ({
      sha256: await hashFile(join(root, relative), options),
      digest: 'read',
    }),
  };
}

async function* entriesOf(
  root: string,
  { matches, followSymlinks, signal, warn }: FileSideOptions,
): AsyncGenerator<CheckEntry, void, undefined> {
  for await (const found of walkFiles(root, { followSymlinks })) {
    signal?.throwIfAborted();
    const relative = toSlashes(found.relativePath);
    if (!matches(relative)) continue;
    if (found.type === 'file') yield { relative, size: found.size };
    else warn(found.path, found.reason);
  }
}

async function assertDirectory(root: string, path: string): Promise<void> {
  const stats = await stat(root).catch((error: unknown) => {
    throw translateFileError(error, { verb: 'opened', path });
  });
  if (stats.isDirectory()) return;
  throw new DeltaGliderError('INVALID_ARGUMENT', `${path} is a file, not a directory.`, {
    details: { path, hint: 'Compare its directory, with --exclude "*" --include and its name.' },
  });
}
