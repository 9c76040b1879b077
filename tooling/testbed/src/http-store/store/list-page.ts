import { byBytes } from './bucket.ts';

export interface PageInput {
  /** In byte order. */
  readonly keys: readonly string[];
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Only what is behind this, keys and rolled-up prefixes alike. */
  readonly after: string;
  readonly max: number;
}

export interface ListPage {
  readonly keys: string[];
  readonly prefixes: string[];
  /** Last key or prefix of the page when there is more, to be given as `after`. */
  readonly next: string | undefined;
}

/** A page of a listing: keys with the prefix, those that have the delimiter behind it rolled up. */
export function listPage({ keys, prefix, delimiter, after, max }: PageInput): ListPage {
  const page: ListPage = { keys: [], prefixes: [], next: undefined };
  let last = '';
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    const rolled = rolledUp(key, prefix, delimiter);
    const name = rolled ?? key;
    // A page that ended with a rolled-up prefix has listed every key below it.
    if (byBytes(key, after) <= 0 || rolled === after || name === page.prefixes.at(-1)) continue;
    if (page.keys.length + page.prefixes.length >= max)
      return max === 0 ? page : { ...page, next: last };
    (rolled === undefined ? page.keys : page.prefixes).push(name);
    last = name;
  }
  return page;
}

function rolledUp(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}
