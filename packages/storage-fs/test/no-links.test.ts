import { outcomeOf } from '@deltaglider/testing';
import { describe, expect, it, vi } from 'vitest';
import { at, listKeys, readText, text, useRoot } from './temporary-root.ts';

// No file system without hard links can be had in every place where this runs.
vi.mock('node:fs/promises', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  link: async () => {
    throw Object.assign(new Error('EPERM: not permitted, link'), {
      code: 'EPERM',
      syscall: 'link',
    });
  },
}));

describe('a file system without hard links', () => {
  const { open } = useRoot();

  it('lets one of sixteen create, from several storages', async () => {
    const storages = [open(), open(), open(), open()];
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        outcomeOf(
          storages[i % 4]?.put(at('folder/key'), text(`writer ${i}`), { ifAbsent: true }) ??
            Promise.reject(new Error('no storage')),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'resolved')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'OBJECT_EXISTS')).toHaveLength(15);
    expect(await readText(open(), 'folder/key')).toBe(`writer ${outcomes.indexOf('resolved')}`);
  });

  it('refuses a key in the place of a folder', async () => {
    await open().put(at('a/b'), text('x'), { ifAbsent: true });
    expect(await outcomeOf(open().put(at('a'), text('x'), { ifAbsent: true }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await listKeys(open())).toEqual(['a/b']);
  });
});
