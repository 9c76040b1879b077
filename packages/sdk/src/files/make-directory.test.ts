import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory } from './make-directory.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deltaglider-directories-'));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

describe('makeDirectory', () => {
  it('makes what is missing, by many callers at once', async () => {
    const path = join(root, 'a/b/c');
    await Promise.all([1, 2, 3, 4].map(() => makeDirectory(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it('fails where a file is in the way', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(makeDirectory(join(root, 'file/b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(makeDirectory(join(root, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(process.platform === 'linux')(
    'comes to an end where no directory can be made',
    async () => {
      await expect(makeDirectory('/proc/none/of/these')).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});
