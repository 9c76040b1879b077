import {
  rowVersion,
  type ListedMeaning,
  type ListingCachePort,
  type MeantRow,
} from '../ports/listing-cache-port.ts';
import type { ListedObject } from '../ports/storage-port.ts';

export interface MemoryListingCacheOptions {
  /** The oldest are forgotten beyond it. @default 100,000: some 30 MB */
  readonly maxEntries?: number | undefined;
}

interface Entry {
  readonly version: string;
  readonly meaning: ListedMeaning;
}

/** Remembers rows of listings as long as the process lives. */
export class MemoryListingCache implements ListingCachePort {
  readonly #entries = new Map<string, Entry>();
  readonly #maxEntries: number;

  constructor(options: MemoryListingCacheOptions = {}) {
    this.#maxEntries = options.maxEntries ?? 100_000;
  }

  async find(
    bucket: string,
    rows: readonly ListedObject[],
  ): Promise<readonly (ListedMeaning | undefined)[]> {
    return rows.map((row) => {
      const entry = this.#entries.get(placeOf(bucket, row));
      return entry?.version === rowVersion(row) ? entry.meaning : undefined;
    });
  }

  async add(bucket: string, entries: readonly MeantRow[]): Promise<void> {
    for (const { row, meaning } of entries) {
      const place = placeOf(bucket, row);
      // Set anew, it counts as new.
      this.#entries.delete(place);
      this.#entries.set(place, { version: rowVersion(row), meaning });
    }
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) return;
      this.#entries.delete(oldest);
    }
  }
}

/** No bucket's name has a slash. */
function placeOf(bucket: string, row: ListedObject): string {
  return `${bucket}/${row.key}`;
}
