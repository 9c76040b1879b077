import { usageError } from '../errors/command-error.ts';

/** What the grammar needs to know of a flag; oclif's definitions have it. */
export interface FlagShape {
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly multiple?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
  /** The values it can have; others are refused, or belong to the next argument. */
  readonly options?: readonly string[] | undefined;
  /** The value of a flag that was given without one. */
  readonly valueless?: string | undefined;
  /** How many words each giving of a flag with many values takes. @default 1 */
  readonly words?: number | undefined;
  /** Words that belong to a flag with many values when they follow one of its values. */
  readonly continues?: RegExp | undefined;
}

/** A flag as it was meant. */
export interface FoundFlag {
  readonly name: string;
  readonly shape: FlagShape;
  /** `--no-x`. */
  readonly negated: boolean;
}

/** Finds flags the way argparse does: by name, by alias, and by any abbreviation that only one flag has. */
export interface FlagTable {
  /** @throws usage error for an abbreviation of several flags. */
  readonly findLong: (word: string) => FoundFlag | undefined;
  readonly findChar: (char: string) => FoundFlag | undefined;
  /** Every spelling, without dashes. */
  readonly words: () => readonly string[];
}

export function createFlagTable(flags: Readonly<Record<string, FlagShape>>): FlagTable {
  const long = new Map<string, FoundFlag>();
  const short = new Map<string, FoundFlag>();
  for (const [name, shape] of Object.entries(flags)) {
    for (const word of [name, ...(shape.aliases ?? [])]) {
      long.set(word, { name, shape, negated: false });
      if (shape.allowNo === true) long.set(`no-${word}`, { name, shape, negated: true });
    }
    if (shape.char !== undefined) short.set(shape.char, { name, shape, negated: false });
  }
  return {
    findLong: (word) => long.get(word) ?? findAbbreviated(long, word),
    findChar: (char) => short.get(char),
    words: () => [...long.keys()],
  };
}

function findAbbreviated(
  long: ReadonlyMap<string, FoundFlag>,
  word: string,
): FoundFlag | undefined {
  if (word === '') return undefined;
  const words = [...long.keys()].filter((candidate) => candidate.startsWith(word));
  const meanings = new Map(words.map((each) => [meaning(long.get(each)), each]));
  if (meanings.size > 1) {
    const choices = [...meanings.values()].map((each) => `--${each}`).join(', ');
    throw usageError(`ambiguous option: --${word} could match ${choices}`);
  }
  return long.get(words[0] ?? '');
}

/** Two spellings of one flag are no ambiguity. */
function meaning(found: FoundFlag | undefined): string {
  return found === undefined ? '' : `${found.negated ? 'no-' : ''}${found.name}`;
}
