import type { Interfaces } from '@oclif/core';

/** What a shell may offer. */
export interface CompletionTable {
  /** The program. */
  readonly bin: string;
  /** By the words typed so far, beginning with none: `''`, `cp`, `cache`, `cache prune`. */
  readonly places: ReadonlyMap<string, CompletionPlace>;
  /** What may stand behind a flag that takes a value, by the flag's spelling; none for any text. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

interface CompletionPlace {
  readonly commands: readonly CompletionWord[];
  /** With their dashes. */
  readonly flags: readonly CompletionWord[];
}

export interface CompletionWord {
  readonly word: string;
  readonly summary: string;
}

interface Flag {
  readonly name: string;
  readonly type: string;
  readonly char?: string | undefined;
  readonly hidden?: boolean | undefined;
  readonly allowNo?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  readonly summary?: string | undefined;
}

/** Everything that the program and its plugins take; `known` has the values of flags that oclif does not know. */
export function completionTable(
  { bin, commands }: Interfaces.Config,
  known: Readonly<Record<string, readonly string[]>>,
): CompletionTable {
  const places = new Map<string, { commands: CompletionWord[]; flags: CompletionWord[] }>();
  const values = new Map<string, readonly string[]>();
  const placeAt = (words: readonly string[]) => {
    const key = words.join(' ');
    const place = places.get(key) ?? { commands: [], flags: [] };
    places.set(key, place);
    return place;
  };
  const visible = commands.filter(({ hidden }) => !hidden);
  for (const { id, summary = '', flags } of visible.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const words = id.split(':');
    for (const [depth, word] of words.entries()) {
      const offered = placeAt(words.slice(0, depth)).commands;
      const isCommand = depth === words.length - 1;
      if (offered.some((each) => each.word === word)) continue;
      offered.push({ word, summary: isCommand ? summary : '' });
    }
    const shown = (Object.values(flags) as Flag[]).filter(({ hidden }) => hidden !== true);
    placeAt(words).flags.push(...shown.flatMap(spellings), {
      word: '--help',
      summary: 'Show help',
    });
    for (const flag of shown.filter(({ type }) => type === 'option')) {
      const offered = flag.options ?? known[flag.name] ?? [];
      for (const { word } of spellings(flag)) values.set(word, offered);
    }
  }
  return { bin, places, values };
}

function spellings({ name, char, allowNo, summary = '' }: Flag): CompletionWord[] {
  const words = [`--${name}`];
  if (allowNo === true) words.push(`--no-${name}`);
  if (char !== undefined) words.push(`-${char}`);
  return words.map((word) => ({ word, summary }));
}
