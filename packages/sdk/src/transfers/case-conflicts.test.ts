import { expect, it } from 'vitest';
import { createCaseGuard } from './case-conflicts.ts';
import type { CaseConflict } from './plan-options.ts';

const task = (key: string) => ({
  operation: 'download' as const,
  from: { bucket: 'b', key },
  path: `/w/${key}`,
  size: 1,
});

function itemsOf(rule: CaseConflict): string[] {
  const guard = createCaseGuard(rule);
  return ['a/B', 'a/c', 'A/b', 'a/B'].map((key) =>
    guard(task(key))
      .map(({ type }) => type)
      .join(' '),
  );
}

it('downloads names that differ by case, skips the later ones, or warns of them', () => {
  expect(itemsOf('ignore')).toEqual(['task', 'task', 'task', 'task']);
  expect(itemsOf('skip')).toEqual(['task', 'task', 'skipped', 'skipped']);
  expect(itemsOf('warn')).toEqual(['task', 'task', 'notice task', 'notice task']);
});

it('gives up at the first of them when they are an error', () => {
  expect(() => itemsOf('error')).toThrow('the name of s3://b/A/b but for its case.');
});
