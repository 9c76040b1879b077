import { sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

describe('safePath', () => {
  it.each([
    ['a', '/d/a'],
    ['a/b.zip', '/d/a/b.zip'],
    ['/etc/passwd', '/d/etc/passwd'],
    ['..a/b..', '/d/..a/b..'],
  ])('puts %s to %s', (relative, path) => {
    expect(safePath('/d', relative)).toEqual({ path });
  });

  it.each(['../a', 'a/../../b', 'a/../b', '..', 'a/..', '/../a'])('refuses %s', (relative) => {
    expect(safePath('/d', relative)).toEqual({ refused: 'File references a parent directory.' });
  });

  it.each(['', 'a/', 'a\0b'])('refuses %j, which no file can be called', (relative) => {
    expect(safePath('/d', relative)).toHaveProperty('refused');
  });

  it('works at the root', () => {
    expect(safePath('/', 'a')).toEqual({ path: '/a' });
  });

  it('never leaves the directory', () => {
    const segment = fc.constantFrom('..', '.', '', 'a', '...', '\\', '~', '\0', 'C:');
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const safe = safePath('/d/e', segments.join('/'));
        if ('path' in safe) expect(safe.path.startsWith(`/d/e${sep}`)).toBe(true);
      }),
    );
  });
});
