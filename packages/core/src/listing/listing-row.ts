import type { ListEntry } from '../ports/storage-port.ts';
import type { DescribedEntry } from './described-entry.ts';

/** A row's logical meaning; `undefined` for what is ours alone. */
export type Description = DescribedEntry | undefined;

/** A physical row on its way to its logical meaning. */
export interface ListingRow {
  readonly row: ListEntry;
  /** Whether only the store can tell what it means. */
  readonly takesRequest: boolean;
  /** Asks the store at most once, however often it is called. */
  readonly describe: () => Promise<Description>;
}

/** A row whose meaning is known. */
export function knownRow(row: ListEntry, description: Description): ListingRow {
  return { row, takesRequest: false, describe: async () => description };
}

/** A row whose meaning the store has to tell. */
export function unclearRow(row: ListEntry, ask: () => Promise<Description>): ListingRow {
  let answer: Promise<Description> | undefined;
  const describe = (): Promise<Description> => {
    if (answer === undefined) {
      answer = ask();
      // The failure is thrown where the row's turn comes; until then it must not count as unhandled.
      answer.catch(() => undefined);
    }
    return answer;
  };
  return { row, takesRequest: true, describe };
}
