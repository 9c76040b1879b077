import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSource } from './file-source.ts';

let directory = '';
let path = '';
const bytes = Buffer.from('0123456789');

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dg-sdk-test-'));
  path = join(directory, 'file.bin');
  await writeFile(path, bytes);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('fileSource', () => {
  it('reads any range, and fewer bytes only at the end', async () => {
    await utimes(path, 5, 5);
    await using source = await fileSource(path);
    expect(source.size).toBe(10);
    expect(source.mtime).toEqual(new Date(5000));
    const texts = await Promise.all(
      [
        [0, 10],
        [3, 4],
        [8, 100],
        [10, 1],
        [50, 5],
        [0, 0],
      ].map(async ([offset = 0, length = 0]) =>
        Buffer.from(await source.read(offset, length)).toString(),
      ),
    );
    expect(texts).toEqual(['0123456789', '3456', '89', '', '', '']);
  });

  it('reads an empty file', async () => {
    await writeFile(path, '');
    await using source = await fileSource(path);
    expect(source.size).toBe(0);
    expect((await source.read(0, 10)).length).toBe(0);
  });

  it.each([
    ['grows', () => appendFile(path, 'x')],
    ['shrinks', () => truncate(path, 4)],
    [
      'shrinks, however it hides the time',
      async () => {
        await truncate(path, 4);
        await utimes(path, 5, 5);
      },
    ],
    [
      'changes in place',
      async () => {
        await writeFile(path, 'abcdefghij');
        await utimes(path, 9, 9);
      },
    ],
  ])('notices that the file %s', async (_how, change) => {
    await utimes(path, 5, 5);
    await using source = await fileSource(path);
    await source.read(0, 2);
    await change();
    await expect(source.read(2, 2)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `The file ${path} changed while it was being read.`,
    });
  });

  it('reads the file that it opened on, when another takes its name', async () => {
    await using source = await fileSource(path);
    await writeFile(join(directory, 'other'), 'abcdefghij');
    await rename(join(directory, 'other'), path);
    expect(Buffer.from(await source.read(0, 10)).toString()).toBe('0123456789');
  });

  it('says what is wrong with a path', async () => {
    await expect(fileSource(join(directory, 'none'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `The file ${join(directory, 'none')} could not be opened: it does not exist.`,
      details: { path: join(directory, 'none') },
      cause: { code: 'ENOENT' },
    });
    await expect(fileSource(directory)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `${directory} is a directory, not a file.`,
    });
    await expect(fileSource(join(path, 'below'))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });

  it('does not wait at a FIFO', async () => {
    const fifo = join(directory, 'fifo');
    execFileSync('mkfifo', [fifo]);
    await expect(fileSource(fifo)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('special file') as string,
    });
  });

  it('closes once and for all, and aborts with the reason of the signal', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(fileSource(path, { signal })).rejects.toBe(reason);
    const source = await fileSource(path);
    await expect(source.read(0, 1, { signal })).rejects.toBe(reason);
    await source.close();
    await source.close();
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
