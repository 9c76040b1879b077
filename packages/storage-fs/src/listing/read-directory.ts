import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8 } from '@deltaglider/core';
import { unless } from '../errors/node-error.ts';
import {
  CONTINUED,
  decodeSegment,
  EMPTY_DIRECTORY,
  isLongName,
  LAST,
} from '../keys/segment-name.ts';

/** One file or directory that a key can go through. */
export interface DirectoryEntry {
  /** The segment; with a slash behind it for a directory, which is where its keys sort. */
  readonly fragment: string;
  readonly path: string;
  readonly isDirectory: boolean;
}

/**
 * What a directory holds, in the order of the keys. Links, special files and names that no key is written as
 * are left out. The pieces of long names are directories too, and put together here.
 */
export async function readDirectory(path: string): Promise<readonly DirectoryEntry[]> {
  const entries = await readPieces(path, '');
  return entries.sort((a, b) => compareUtf8(a.fragment, b.fragment));
}

async function readPieces(path: string, begun: string): Promise<DirectoryEntry[]> {
  // One that was removed meanwhile holds nothing.
  const found = await unless(readdir(path, { withFileTypes: true }), 'ENOENT', 'ENOTDIR');
  const entries: DirectoryEntry[] = [];
  for (const entry of found ?? []) {
    const isDirectory = entry.isDirectory();
    if (!isDirectory && !entry.isFile()) continue;
    const below = join(path, entry.name);
    if (isDirectory && entry.name.startsWith(CONTINUED)) {
      entries.push(...(await readPieces(below, begun + entry.name.slice(CONTINUED.length))));
      continue;
    }
    const fragment = fragmentOf(entry.name, { begun, isDirectory });
    if (fragment !== undefined) entries.push({ fragment, path: below, isDirectory });
  }
  return entries;
}

function fragmentOf(
  name: string,
  { begun, isDirectory }: { readonly begun: string; readonly isDirectory: boolean },
): string | undefined {
  if (!isDirectory) return segmentOf(name, begun);
  if (begun === '' && name === EMPTY_DIRECTORY) return '/';
  const segment = segmentOf(name, begun);
  return segment === undefined || segment === '' ? undefined : `${segment}/`;
}

function segmentOf(name: string, begun: string): string | undefined {
  if (begun === '') return decodeSegment(name);
  const whole = begun + name.slice(LAST.length);
  return name.startsWith(LAST) && isLongName(whole) ? decodeSegment(whole) : undefined;
}
