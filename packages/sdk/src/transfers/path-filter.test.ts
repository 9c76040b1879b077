import { expect, it } from 'vitest';
import { createPathFilter, type FilterRule } from './path-filter.ts';

const exclude = (pattern: string): FilterRule => ({ type: 'exclude', pattern });
const include = (pattern: string): FilterRule => ({ type: 'include', pattern });

it.each([
  ['nothing', [], true],
  ['an include alone', [include('*.zip')], true],
  ['an exclude', [exclude('*')], false],
  ['exclude, then include', [exclude('*'), include('*.txt')], true],
  ['include, then exclude', [include('*.txt'), exclude('*')], false],
  ['a pattern across directories', [exclude('sub*.txt')], false],
  ['a directory', [exclude('sub/*')], false],
  ['an absolute pattern, which replaces the root', [exclude('/root/sub/*')], false],
  ['an absolute pattern elsewhere', [exclude('/sub/*')], true],
])('decides by %s', (_, rules, takesPart) => {
  expect(createPathFilter(rules, '/root/')('/root/sub/deep/a.txt')).toBe(takesPart);
  expect(createPathFilter(rules, '/root')('/root/sub/deep/a.txt')).toBe(takesPart);
});
