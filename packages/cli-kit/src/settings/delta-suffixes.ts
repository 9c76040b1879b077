/** Which endings are stored as deltas, as a change to the default list or instead of it. */
export interface DeltaSuffixes {
  /** True when `added` are to replace the default list. */
  readonly replace: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * `.zip,.jar` is the whole list; `+.foo,-.gz` changes the default one.
 * @throws an `Error` when the two forms are mixed, or an ending has no dot.
 */
export function parseDeltaSuffixes(text: string): DeltaSuffixes {
  const words = text
    .split(',')
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  const changes = words.filter((word) => /^[+-]/.test(word));
  if (changes.length > 0 && changes.length < words.length) {
    throw new Error(`${text} mixes endings with changes; write .zip,.jar or +.foo,-.gz.`);
  }
  const bad = words.find((word) => !/^[+-]?\.[^/]+$/.test(word));
  if (bad !== undefined) throw new Error(`${bad} is not an ending like .zip.`);
  if (changes.length === 0) return { replace: true, added: words, removed: [] };
  const ofSign = (sign: string) =>
    words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1));
  return { replace: false, added: ofSign('+'), removed: ofSign('-') };
}

/** The list that the defaults become. */
export function applyDeltaSuffixes(change: DeltaSuffixes, defaults: readonly string[]): string[] {
  const kept = change.replace ? [] : defaults.filter((each) => !change.removed.includes(each));
  return [...new Set([...kept, ...change.added])];
}
