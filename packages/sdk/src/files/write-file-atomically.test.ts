import { execFile, execFileSync } from 'node:child_process';
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ByteStream, DeltaGliderError } from '@deltaglider/core';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { removeLiveTemporaryFiles } from './live-temporary-files.ts';
import { toByteStream } from './to-byte-stream.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

let directory = '';
let path = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-sdk-test-'));
  path = join(directory, 'file.bin');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function* failingAfter(text: string, error: unknown): ByteStream {
  yield Buffer.from(text);
  throw error;
}

/** Calls back while the content is half written. */
async function* during(action: () => Promise<void> | void): ByteStream {
  yield Buffer.from('first half, ');
  await action();
  yield Buffer.from('second half');
}

describe('writeFileAtomically', () => {
  it('makes the directories, the file, and nothing else', async () => {
    const deep = join(directory, 'a', 'b', 'file.bin');
    await writeFileAtomically(deep, toByteStream(['one ', 'two']));
    expect(await readFile(deep, 'utf8')).toBe('one two');
    expect(await readdir(join(directory, 'a', 'b'))).toEqual(['file.bin']);
  });

  it('writes an empty file, also safely', async () => {
    await writeFileAtomically(path, toByteStream(''), { fsync: true });
    expect((await stat(path)).size).toBe(0);
  });

  it('shows the old file until the new one is whole, and nobody else may read the draft', async () => {
    await writeFile(path, 'old');
    const content = during(async () => {
      expect(await readFile(path, 'utf8')).toBe('old');
      const [draft = ''] = (await readdir(directory)).filter((name) => name !== 'file.bin');
      expect(draft).toMatch(/^\.file\.bin\.[0-9a-f]{16}\.dgtmp$/);
      expect((await stat(join(directory, draft))).mode & 0o777).toBe(0o600);
    });
    await writeFileAtomically(path, content);
    expect(await readFile(path, 'utf8')).toBe('first half, second half');
    await writeFile(join(directory, 'usual'), '');
    expect((await stat(path)).mode).toBe((await stat(join(directory, 'usual'))).mode);
  });

  it('cuts the time to whole seconds', async () => {
    await writeFileAtomically(path, toByteStream('x'), { mtime: new Date(1_600_000_000_999) });
    expect((await stat(path)).mtimeMs).toBe(1_600_000_000_000);
  });

  it('leaves everything as it was when the stream fails', async () => {
    await writeFile(path, 'old');
    const mismatch = new DeltaGliderError('INTEGRITY_MISMATCH', 'The digest differs.');
    await expect(writeFileAtomically(path, failingAfter('new', mismatch))).rejects.toBe(mismatch);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(directory)).toEqual(['file.bin']);
  });

  it('leaves everything as it was when aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const content = during(() => {
      controller.abort(reason);
    });
    const { signal } = controller;
    await expect(writeFileAtomically(path, content, { signal })).rejects.toBe(reason);
    await expect(writeFileAtomically(path, toByteStream('x'), { signal })).rejects.toBe(reason);
    expect(await readdir(directory)).toEqual([]);
  });

  it('lets an interrupted process remove its drafts at once, and then publishes nothing', async () => {
    const content = during(async () => {
      expect((await readdir(directory)).length).toBe(1);
      removeLiveTemporaryFiles();
      expect(await readdir(directory)).toEqual([]);
    });
    await expect(writeFileAtomically(path, content)).rejects.toMatchObject({
      cause: { code: 'ENOENT' },
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('keeps what exists without overwrite, also when it appears late', async () => {
    const options = { overwrite: false };
    await writeFileAtomically(path, toByteStream('mine'), options);
    await expect(writeFileAtomically(path, toByteStream('x'), options)).rejects.toMatchObject({
      code: 'OBJECT_EXISTS',
    });
    const late = join(directory, 'late');
    const content = during(() => writeFile(late, 'theirs'));
    await expect(writeFileAtomically(late, content, options)).rejects.toMatchObject({
      code: 'OBJECT_EXISTS',
      message: `The file ${late} exists already.`,
    });
    expect(await readFile(late, 'utf8')).toBe('theirs');
    expect((await readdir(directory)).sort()).toEqual(['file.bin', 'late']);
  });

  it('replaces a symbolic link instead of writing through it', async () => {
    const target = join(directory, 'target');
    await writeFile(target, 'untouched');
    await symlink(target, path);
    await writeFileAtomically(path, toByteStream('new'));
    expect((await lstat(path)).isFile()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('untouched');
  });

  it('refuses directories and paths through files', async () => {
    const invalid = { code: 'INVALID_ARGUMENT' };
    await expect(writeFileAtomically(directory, toByteStream('x'))).rejects.toMatchObject(invalid);
    await expect(writeFileAtomically(`${path}/`, toByteStream('x'))).rejects.toMatchObject(invalid);
    await writeFile(path, '');
    const below = join(path, 'below');
    await expect(writeFileAtomically(below, toByteStream('x'))).rejects.toMatchObject({
      code: expect.stringMatching(/INVALID_ARGUMENT|STORAGE_FAILED/) as string,
    });
  });

  it('keeps a long name within what a file system takes', async () => {
    const long = join(directory, `${'é'.repeat(125)}.bin`);
    await writeFileAtomically(long, toByteStream('x'));
    expect(await readFile(long, 'utf8')).toBe('x');
  });

  it('writes to a FIFO and to devices in place', async () => {
    execFileSync('mkfifo', [path]);
    const reading = promisify(execFile)('cat', [path]);
    await writeFileAtomically(path, toByteStream('through the pipe'));
    expect((await reading).stdout).toBe('through the pipe');
    expect((await lstat(path)).isFIFO()).toBe(true);
    await writeFileAtomically('/dev/null', toByteStream('x'));
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('appends to the file behind a descriptor', async () => {
    await writeFile(path, 'before ');
    const { open } = await import('node:fs/promises');
    const file = await open(path, 'a');
    onTestFinished(() => file.close());
    await writeFileAtomically(`/dev/fd/${file.fd}`, toByteStream('and after'));
    expect(await readFile(path, 'utf8')).toBe('before and after');
  });

  it('is STORAGE_FULL on a full disk, and leaves nothing behind', async (context) => {
    await mkdir(path);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { stdio: 'pipe' });
    } catch {
      context.skip('No right to mount a small disk; the test below uses a full device.');
    }
    try {
      const writing = writeFileAtomically(join(path, 'x'), toByteStream(new Uint8Array(100_000)));
      await expect(writing).rejects.toMatchObject({ code: 'STORAGE_FULL' });
      expect(await readdir(path)).toEqual([]);
    } finally {
      execFileSync('umount', ['-l', path]);
    }
  });

  it('is STORAGE_FULL on a full device', async () => {
    const writing = writeFileAtomically('/dev/full', toByteStream('x'));
    await expect(writing).rejects.toMatchObject({ code: 'STORAGE_FULL' });
  });
});
