import { toRegExp } from './glob-pattern.ts';

/** One `--exclude` or `--include`, in the order of the command line. */
export interface FilterRule {
  readonly type: 'exclude' | 'include';
  readonly pattern: string;
}

/** Whether a path, or a bucket and key joined by `/`, takes part. */
export type PathFilter = (path: string) => boolean;

/**
 * The last rule that matches decides; without a match a path takes part. Patterns are joined to `root`
 * (an absolute one replaces it, like a path would) and `*` crosses `/`.
 */
export function createPathFilter(rules: readonly FilterRule[], root: string): PathFilter {
  const compiled = rules.map(({ type, pattern }) => ({
    type,
    regExp: toRegExp(join(root, pattern)),
  }));
  compiled.reverse();
  return (path) => compiled.find(({ regExp }) => regExp.test(path))?.type !== 'exclude';
}

function join(root: string, pattern: string): string {
  if (pattern.startsWith('/') || root === '') return pattern;
  return root.endsWith('/') ? `${root}${pattern}` : `${root}/${pattern}`;
}
