/**
 * The pattern language of `--exclude` and `--include`: `*` (also across `/`), `?`, `[seq]`, `[!seq]`; everything
 * else, and a `[` that is never closed, stands for itself. Matches whole strings, with regard to case.
 */
export function toRegExp(pattern: string): RegExp {
  let source = '';
  let rest = pattern;
  while (rest !== '') {
    const { text, length } = translate(rest);
    source += text;
    rest = rest.slice(length);
  }
  return new RegExp(`^${source}$`, 'su');
}

interface Translated {
  readonly text: string;
  /** Units of the pattern that `text` stands for. */
  readonly length: number;
}

function translate(rest: string): Translated {
  const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (char === '*') return { text: '.*', length: 1 };
  if (char === '?') return { text: '.', length: 1 };
  if (char === '[') return translateSet(rest);
  return { text: escape(char), length: char.length };
}

function translateSet(rest: string): Translated {
  const negated = rest[1] === '!';
  const start = negated ? 2 : 1;
  // A bracket in the first place belongs to the set: `[]]` matches `]`.
  const end = rest.indexOf(']', start + 1);
  if (end < 0) return { text: '\\[', length: 1 };
  const members = toMembers(Array.from(rest.slice(start, end)));
  const length = end + 1;
  if (members === '') return { text: negated ? '.' : '(?!)', length };
  return { text: `[${negated ? '^' : ''}${members}]`, length };
}

/** Ranges stay ranges; one that runs backwards matches nothing, as in every shell. */
function toMembers(chars: readonly string[]): string {
  let members = '';
  for (let i = 0; i < chars.length; i++) {
    const from = chars[i] ?? '';
    const to = chars[i + 1] === '-' ? chars[i + 2] : undefined;
    if (to === undefined) {
      members += escapeMember(from);
      continue;
    }
    if ((from.codePointAt(0) ?? 0) <= (to.codePointAt(0) ?? 0)) {
      members += `${escapeMember(from)}-${escapeMember(to)}`;
    }
    i += 2;
  }
  return members;
}

function escape(char: string): string {
  return /[$()*+./?[\\\]^{|}]/.test(char) ? `\\${char}` : char;
}

/** Between brackets a dash is special too, and only there may it be escaped. */
function escapeMember(char: string): string {
  return char === '-' ? '\\-' : escape(char);
}
