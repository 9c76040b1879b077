import type { FlagShape } from '../grammar/flag-table.ts';

/** Gives a flag what argparse has and oclif has not: a value for when there is none, more words than one, and words that continue it. */
export function withGrammar<F extends object>(
  flag: F,
  grammar: Pick<FlagShape, 'valueless' | 'continues' | 'words'>,
): F {
  return Object.assign(flag, grammar);
}
