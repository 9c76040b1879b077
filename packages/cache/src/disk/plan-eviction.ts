/** What eviction needs to know of an entry. */
export interface EvictionCandidate {
  readonly sha256: string;
  readonly size: number;
  readonly usedMs: number;
}

/** The entries to evict, least recently used first, until the rest fits into `maxBytes`; never the one to `keep`. */
export function planEviction<T extends EvictionCandidate>(
  entries: readonly T[],
  limits: { readonly maxBytes: number; readonly keep?: string },
): T[] {
  let total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const byAge = entries
    .filter((entry) => entry.sha256 !== limits.keep)
    .sort((a, b) => a.usedMs - b.usedMs || (a.sha256 < b.sha256 ? -1 : 1));
  const evicted: T[] = [];
  for (const entry of byAge) {
    if (total <= limits.maxBytes) break;
    total -= entry.size;
    evicted.push(entry);
  }
  return evicted;
}
