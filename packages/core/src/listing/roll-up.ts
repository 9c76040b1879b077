/** A key, or the common prefix that stands for a run of keys. */
export type RolledKey =
  | { readonly type: 'object'; readonly key: string }
  | { readonly type: 'prefix'; readonly key: string };

export interface RollUpOptions {
  /** @default '' */
  readonly prefix?: string | undefined;
  /** Without one, every key stands for itself. */
  readonly delimiter?: string | undefined;
}

/** The common prefix that a key is rolled up to, `undefined` when it stands for itself. */
export function commonPrefix(key: string, options: RollUpOptions): string | undefined {
  const { prefix = '', delimiter = '' } = options;
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** Replaces every run of sorted keys that share a prefix up to the delimiter by that prefix, once. */
export function* rollUp(
  keys: Iterable<string>,
  options: RollUpOptions,
): Generator<RolledKey, void, undefined> {
  let last: string | undefined;
  for (const key of keys) {
    const common = commonPrefix(key, options);
    if (common === undefined) yield { type: 'object', key };
    else if (common !== last) yield { type: 'prefix', key: (last = common) };
  }
}
