import type { ClassUsage } from '../costs/class-usage.ts';
import { toRecord } from '../to-record.ts';
import { partSaved, type Usage } from '../usage.ts';
import type { Survey } from './survey.ts';

/** What is kept in a bucket of a survey that left nothing open. */
export interface StatsDocument {
  /** When the listing began. */
  readonly createdAt: Date;
  readonly listing: Survey['listing'];
  readonly usage: Usage;
  readonly classes: readonly ClassUsage[];
}

/** Another number for each change of what a field means. */
const FORMAT = 'deltaglider-stats/1';
const COUNTS = [
  'objects',
  'deltas',
  'references',
  'size',
  'storedSize',
  'unreadable',
  'unreadableSize',
] as const;
const VOLUME = ['objects', 'size', 'smallObjects', 'smallSize'] as const;

export interface StatsDocumentPlace {
  readonly prefix: string;
  /** Of the writer, like `deltaglider/1.0.0`. */
  readonly tool: string;
}

export function formatStatsDocument(
  { createdAt, listing, usage: { saved: _, ...usage }, classes }: StatsDocument,
  { prefix, tool }: StatsDocumentPlace,
): string {
  const document = { format: FORMAT, tool, createdAt, prefix, listing, usage, classes };
  return `${JSON.stringify(document)}\n`;
}

/** `undefined` for anything that `formatStatsDocument` did not write for this prefix. */
export function parseStatsDocument(text: string, prefix: string): StatsDocument | undefined {
  const document = toRecord(parseJson(text));
  if (document?.format !== FORMAT || document.prefix !== prefix) return undefined;
  const createdAt = new Date(String(document.createdAt));
  const { sha256, objects } = toRecord(document.listing) ?? {};
  const usage = countsOf(document.usage, COUNTS);
  const classes = classesOf(document.classes);
  if (Number.isNaN(createdAt.getTime()) || !isCount(objects)) return undefined;
  if (typeof sha256 !== 'string' || usage === undefined || classes === undefined) return undefined;
  const listing = { objects, sha256 };
  return { createdAt, listing, usage: { ...usage, saved: partSaved(usage) }, classes };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function classesOf(value: unknown): ClassUsage[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const classes: ClassUsage[] = [];
  for (const each of value) {
    const { storageClass, ...volumes } = toRecord(each) ?? {};
    const stored = countsOf(volumes.stored, VOLUME);
    const logical = countsOf(volumes.logical, VOLUME);
    if (stored === undefined || logical === undefined) return undefined;
    if (storageClass !== undefined && typeof storageClass !== 'string') return undefined;
    classes.push({ storageClass, stored, logical });
  }
  return classes;
}

/** These numbers of an object, and nothing else of it. */
function countsOf<K extends string>(
  value: unknown,
  keys: readonly K[],
): Record<K, number> | undefined {
  const record = toRecord(value);
  const counts: Partial<Record<K, number>> = {};
  for (const key of keys) {
    const count = record?.[key];
    if (!isCount(count)) return undefined;
    counts[key] = count;
  }
  // Each of the keys has just been put there.
  return counts as Record<K, number>;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
