import { compareUtf8 } from '@deltaglider/core';
import { readDirectory, type DirectoryEntry } from './read-directory.ts';

export interface WalkOptions {
  readonly prefix: string;
  readonly startAfter: string;
  /** Whether folders behind the prefix are told as such instead of being entered. */
  readonly flat: boolean;
  readonly signal: AbortSignal | undefined;
}

/** A key with its file, or a folder with its directory. */
export interface WalkedEntry {
  readonly key: string;
  readonly path: string;
  readonly isFolder: boolean;
}

/** Keys below a directory in UTF-8 byte order. Holds the names of the directories on its path, and no more. */
export async function* walkKeys(
  directory: { readonly path: string; readonly key: string },
  options: WalkOptions,
): AsyncGenerator<WalkedEntry, void, undefined> {
  options.signal?.throwIfAborted();
  for (const entry of await readDirectory(directory.path)) {
    const { path, isDirectory } = entry;
    const key = directory.key + entry.fragment;
    if (!isDirectory) {
      if (key.startsWith(options.prefix) && isBehind(key, options))
        yield { key, path, isFolder: false };
    } else if (mayHoldKeys(key, options)) {
      if (options.flat && key.length > options.prefix.length) {
        if (isBehind(key, options) && (await holdsObject(path)))
          yield { key, path, isFolder: true };
      } else yield* walkKeys({ path, key }, options);
    }
  }
}

/** Whether any key is written below a directory. */
export async function holdsObject(path: string): Promise<boolean> {
  const entries: readonly DirectoryEntry[] = await readDirectory(path);
  if (entries.some((entry) => !entry.isDirectory)) return true;
  for (const entry of entries) if (await holdsObject(entry.path)) return true;
  return false;
}

function isBehind(key: string, { startAfter }: WalkOptions): boolean {
  return startAfter === '' || compareUtf8(key, startAfter) > 0;
}

/** Whether keys that begin with this folder can have the prefix, and come behind the place to start. */
function mayHoldKeys(folder: string, { prefix, startAfter }: WalkOptions): boolean {
  if (!folder.startsWith(prefix) && !prefix.startsWith(folder)) return false;
  return startAfter.startsWith(folder) || compareUtf8(folder, startAfter) > 0;
}
