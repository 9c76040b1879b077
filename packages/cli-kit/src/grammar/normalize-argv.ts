import { usageError } from '../errors/command-error.ts';
import { closestWord } from './closest-word.ts';
import { createFlagTable, type FlagShape, type FlagTable, type FoundFlag } from './flag-table.ts';

interface Word {
  readonly text: readonly string[];
  /** Words of one flag that can be given once: the last of them wins. */
  readonly single: string | undefined;
}

/**
 * Rewrites a command line that argparse would accept to one that oclif accepts: abbreviations become whole
 * names, of a flag that takes one value the last one stays, flags with an optional value get their default.
 * @throws usage error for unknown flags, missing values, and values that a flag cannot have.
 */
export function normalizeArgv(
  argv: readonly string[],
  flags: Readonly<Record<string, FlagShape>>,
): string[] {
  const table = createFlagTable(flags);
  const rest = [...argv];
  const words: Word[] = [];
  const unknown: string[] = [];
  for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
    if (token === '--') {
      words.push({ text: [token, ...rest.splice(0)], single: undefined });
    } else if (token === '-' || !token.startsWith('-')) {
      words.push({ text: [token], single: undefined });
    } else {
      const flagWords = token.startsWith('--')
        ? longFlag(token, rest, table)
        : shortFlags(token, rest, table);
      if (flagWords === undefined) unknown.push(token);
      else words.push(...flagWords);
    }
  }
  if (unknown.length > 0) throw unknownOptions(unknown, table);
  return lastWins(words).flatMap((word) => word.text);
}

function longFlag(token: string, rest: string[], table: FlagTable): Word[] | undefined {
  const equals = token.indexOf('=');
  const name = equals < 0 ? token.slice(2) : token.slice(2, equals);
  const found = table.findLong(name);
  if (found === undefined) return undefined;
  const { shape } = found;
  const spelled = `--${found.negated ? 'no-' : ''}${found.name}`;
  const value = equals < 0 ? undefined : token.slice(equals + 1);
  if (shape.type === 'boolean') {
    if (value !== undefined) {
      throw usageError(`argument ${spelled}: ignored explicit argument '${value}'`);
    }
    return [word(found, [spelled])];
  }
  const first = value === undefined ? [spelled, valueOf(found, rest)] : [`${spelled}=${value}`];
  return [first, ...furtherValues(found, rest)].map((text) => word(found, text));
}

/** `--grants a b` is `--grants a --grants b`, and so is `--tags a b`. */
function furtherValues(found: FoundFlag, rest: string[]): string[][] {
  const { name, shape } = found;
  const { words = 1 } = shape;
  const more = Array.from({ length: words - 1 }, () => {
    if (!isValue(rest[0])) throw usageError(`argument --${name}: expected ${words} arguments`);
    return [`--${name}`, rest.shift() ?? ''];
  });
  if (words > 1) return more;
  const end = rest.findIndex((token) => shape.continues?.test(token) !== true);
  const count = end < 0 ? rest.length : end;
  return rest.splice(0, count).map((value) => [`--${name}`, value]);
}

/** `-rq` is `-r -q`; what follows a letter that takes a value is its value. */
function shortFlags(token: string, rest: string[], table: FlagTable): Word[] | undefined {
  const words: Word[] = [];
  for (let i = 1; i < token.length; i++) {
    const found = table.findChar(token.charAt(i));
    if (found === undefined) return undefined;
    if (found.shape.type === 'boolean') {
      words.push(word(found, [`--${found.name}`]));
      continue;
    }
    const attached = token.slice(i + 1).replace(/^=/, '');
    const value = attached === '' ? valueOf(found, rest) : attached;
    words.push(word(found, [`--${found.name}`, value]));
    break;
  }
  return words;
}

function valueOf({ name, shape }: FoundFlag, rest: string[]): string {
  const [next] = rest;
  const usable = isValue(next);
  if (shape.valueless !== undefined && !(usable && isOption(shape, next))) return shape.valueless;
  if (!usable) throw usageError(`argument --${name}: expected one argument`);
  rest.shift();
  return next;
}

function isValue(word: string | undefined): word is string {
  return word !== undefined && (word === '-' || !word.startsWith('-') || /^-\d/.test(word));
}

function isOption({ options }: FlagShape, value: string): boolean {
  return options === undefined || options.includes(value);
}

function word({ name, shape }: FoundFlag, text: readonly string[]): Word {
  return { text, single: shape.multiple === true ? undefined : name };
}

function lastWins(words: readonly Word[]): Word[] {
  const last = new Map(words.map((each, index) => [each.single, index]));
  return words.filter(
    (each, index) => each.single === undefined || last.get(each.single) === index,
  );
}

function unknownOptions(unknown: readonly string[], table: FlagTable): Error {
  const [first = ''] = unknown;
  const typed = first.replace(/^-+/, '').replace(/=.*/s, '');
  const near = closestWord(typed, table.words());
  const hint = near === undefined ? undefined : `Did you mean --${near}?`;
  return usageError(`Unknown options: ${unknown.join(', ')}`, hint);
}
