import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8 } from '@deltaglider/core';
import { systemCodeOf } from './translate-file-error.ts';

/** Why a file is left out, in the words of the AWS command line. */
type SkipReason =
  | 'File does not exist.'
  | 'File is character special device, block special device, FIFO, or socket.'
  | 'File/Directory is not readable.'
  | 'Directory is a symbolic link to one that contains it.';

const SPECIAL = 'File is character special device, block special device, FIFO, or socket.';

interface WalkedFile {
  readonly type: 'file';
  /** The root and the relative path, for opening the file. */
  readonly path: string;
  /** From the root, with `/` between segments on every system. */
  readonly relativePath: string;
  readonly size: number;
  readonly mtime: Date;
}

interface SkippedFile {
  readonly type: 'skipped';
  readonly path: string;
  readonly relativePath: string;
  readonly reason: SkipReason;
}

/** A file that can be read, or why it is left out. */
export type WalkEntry = WalkedFile | SkippedFile;

export interface WalkFilesOptions {
  /** Without it symbolic links are left out silently. @default true */
  readonly followSymlinks?: boolean | undefined;
}

/**
 * All files under a directory, in the UTF-8 byte order of their relative paths: the order in which S3 lists their
 * keys. What cannot be uploaded is yielded as `skipped`, in its place. Never throws for a single file.
 */
export async function* walkFiles(
  root: string,
  options: WalkFilesOptions = {},
): AsyncGenerator<WalkEntry, void, undefined> {
  const { followSymlinks = true } = options;
  yield* walk({ path: root, relativePath: '', ancestors: [], followSymlinks });
}

interface Directory {
  readonly path: string;
  readonly relativePath: string;
  /** Device and inode of the directories above this one. */
  readonly ancestors: readonly string[];
  readonly followSymlinks: boolean;
}

interface Child {
  readonly path: string;
  readonly relativePath: string;
  readonly isDirectory: boolean;
}

async function* walk(directory: Directory): AsyncGenerator<WalkEntry> {
  const { path, ancestors } = directory;
  const found = await look(directory);
  if (typeof found === 'string') {
    yield { type: 'skipped', path, relativePath: directory.relativePath, reason: found };
    return;
  }
  for (const child of found.children) {
    if (child.isDirectory) {
      yield* walk({ ...directory, ...child, ancestors: [...ancestors, found.identity] });
    } else yield await describe(child);
  }
}

async function look(
  directory: Directory,
): Promise<{ identity: string; children: Child[] } | SkipReason> {
  try {
    const { dev, ino } = await stat(directory.path, { bigint: true });
    const identity = `${dev}:${ino}`;
    if (directory.ancestors.includes(identity)) {
      return 'Directory is a symbolic link to one that contains it.';
    }
    return { identity, children: await childrenOf(directory) };
  } catch (error) {
    return reasonOf(error);
  }
}

/** A directory sorts with the `/` that follows its name in every path below it. */
async function childrenOf(directory: Directory): Promise<Child[]> {
  const children: Child[] = [];
  for (const entry of await readdir(directory.path, { withFileTypes: true })) {
    if (entry.isSymbolicLink() && !directory.followSymlinks) continue;
    const path = join(directory.path, entry.name);
    const isDirectory = entry.isSymbolicLink() ? await leadsToDirectory(path) : entry.isDirectory();
    const relativePath = directory.relativePath + entry.name + (isDirectory ? '/' : '');
    children.push({ path, relativePath, isDirectory });
  }
  return children.sort((a, b) => compareUtf8(a.relativePath, b.relativePath));
}

async function leadsToDirectory(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isDirectory() ?? false;
}

async function describe({ path, relativePath }: Child): Promise<WalkEntry> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return { type: 'skipped', path, relativePath, reason: SPECIAL };
    // Asking for permission is not having it: only the opening tells, whatever the file system.
    await (await open(path, 'r')).close();
    return { type: 'file', path, relativePath, size: stats.size, mtime: stats.mtime };
  } catch (error) {
    return { type: 'skipped', path, relativePath, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): SkipReason {
  const missing = ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCodeOf(error) ?? '');
  return missing ? 'File does not exist.' : 'File/Directory is not readable.';
}
