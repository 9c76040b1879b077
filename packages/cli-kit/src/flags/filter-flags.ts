import { Flags } from '@oclif/core';

const helpGroup = 'FILTER';

/** Patterns that choose objects; the last match wins, so their order counts across both flags. */
export const filterFlags = {
  exclude: Flags.string({
    summary: 'Leave out what matches; * also crosses /',
    helpGroup,
    helpValue: '<pattern>',
    multiple: true,
    multipleNonGreedy: true,
  }),
  include: Flags.string({
    summary: 'Take what matches after all; the last match wins',
    helpGroup,
    helpValue: '<pattern>',
    multiple: true,
    multipleNonGreedy: true,
  }),
};

/** One pattern, in the order of the command line. */
export interface OrderedFilter {
  readonly type: 'exclude' | 'include';
  readonly pattern: string;
}

interface RawToken {
  readonly type: string;
  readonly flag?: string;
  readonly input: string;
}

/** The patterns in their order, which the two lists of oclif have lost, from its raw tokens. */
export function orderedFilters(raw: readonly RawToken[]): OrderedFilter[] {
  return raw.flatMap(({ flag, input }) =>
    flag === 'exclude' || flag === 'include' ? [{ type: flag, pattern: input }] : [],
  );
}
