import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WalkFilesOptions, walkFiles } from './walk-files.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dg-sdk-test-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function make(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), name);
  }
}

async function walk(options?: WalkFilesOptions): Promise<string[]> {
  const lines: string[] = [];
  for await (const found of walkFiles(root, options)) {
    lines.push(
      found.type === 'file' ? found.relativePath : `${found.relativePath}: ${found.reason}`,
    );
  }
  return lines;
}

describe('walkFiles', () => {
  it('yields files in the byte order of their paths', async () => {
    // `-` and `.` sort before the `/` of the directory `a`, `0` behind it; U+FF5E before U+1F680 in UTF-8.
    const paths = ['a-b', 'a.txt', 'a/b/c', 'a/b0', 'a/z', 'a0', 'b', 'é', '～', '🚀'];
    await make(...[...paths].reverse());
    expect(await walk()).toEqual(paths);
  });

  it('describes a file', async () => {
    await make('dir/file');
    await utimes(join(root, 'dir/file'), 7, 7);
    const found = [];
    for await (const each of walkFiles(`${root}/`)) found.push(each);
    expect(found).toEqual([
      {
        type: 'file',
        path: join(root, 'dir/file'),
        relativePath: 'dir/file',
        size: 8,
        mtime: new Date(7000),
      },
    ]);
  });

  it('follows symbolic links to files and directories, in their place', async () => {
    await make('a.txt', 'target/x', 'z');
    await symlink(join(root, 'target'), join(root, 'm'));
    await symlink(join(root, 'z'), join(root, 'b'));
    expect(await walk()).toEqual(['a.txt', 'b', 'm/x', 'target/x', 'z']);
  });

  it('leaves symbolic links out when it is not to follow them', async () => {
    await make('a', 'target/x');
    await symlink(join(root, 'target'), join(root, 'm'));
    await symlink(join(root, 'nowhere'), join(root, 'n'));
    expect(await walk({ followSymlinks: false })).toEqual(['a', 'target/x']);
  });

  it('ends in a loop of links', async () => {
    await make('a/b/file');
    await symlink(join(root, 'a'), join(root, 'a/b/loop'));
    await symlink('self', join(root, 'self'));
    expect(await walk()).toEqual([
      'a/b/file',
      'a/b/loop/: Directory is a symbolic link to one that contains it.',
      'self: File does not exist.',
    ]);
  });

  it('skips special files, dangling links and what vanished meanwhile', async () => {
    await make('a', 'vanishing');
    execFileSync('mkfifo', [join(root, 'fifo')]);
    await symlink('nowhere', join(root, 'link'));
    const lines: string[] = [];
    for await (const found of walkFiles(root)) {
      if (found.relativePath === 'a') await unlink(join(root, 'vanishing'));
      if (found.type === 'skipped') lines.push(`${found.path}: ${found.reason}`);
    }
    expect(lines).toEqual([
      `${join(root, 'fifo')}: File is character special device, block special device, FIFO, or socket.`,
      `${join(root, 'link')}: File does not exist.`,
      `${join(root, 'vanishing')}: File does not exist.`,
    ]);
  });

  it('skips what it may not read', async () => {
    await make('dir/x', 'secret', 'z');
    const isRoot = process.getuid?.() === 0;
    await chmod(join(root, 'dir'), 0);
    await chmod(join(root, 'secret'), 0);
    await chmod(root, 0o755);
    try {
      // Nothing is unreadable for root.
      if (isRoot) process.seteuid?.('nobody');
      expect(await walk()).toEqual([
        'dir/: File/Directory is not readable.',
        'secret: File/Directory is not readable.',
        'z',
      ]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(join(root, 'dir'), 0o755);
    }
  });

  it('skips a root that does not exist', async () => {
    await rm(root, { recursive: true });
    expect(await walk()).toEqual([': File does not exist.']);
  });
});
