import {
  Ancestors,
  classify,
  DELTA_SUFFIX,
  directoryOf,
  isInternalKey,
  nameOf,
  REFERENCE_NAME,
  type Classified,
  type ListEntry,
  type StoredObject,
} from '@deltaglider/core';
import { mapOrdered } from '../concurrency/map-ordered.ts';
import type { Repair } from './repair-options.ts';

/** A delta, as far as a repair has to remember it. */
export interface SurveyedDelta {
  /** Logical. */
  readonly key: string;
  /** Where else than beside the delta its reference may be; usually nowhere. */
  readonly elsewhere: readonly string[];
}

/** What the listing and one look at each delta tell of a deltaspace. */
export interface Deltaspace {
  /** Empty, or with its slash at the end. */
  readonly prefix: string;
  objects: number;
  deltas: number;
  /** The object at the reference's place, if it is a reference. */
  reference: { readonly stored: StoredObject; readonly sha256: string | undefined } | undefined;
  /** By the digest of the reference that they need. */
  readonly needed: Map<string, SurveyedDelta[]>;
  /** Logical keys that have both a delta and a whole object. */
  readonly twins: string[];
  readonly damaged: { readonly key: string; readonly reason: string }[];
  /** Physical keys that could not be looked at. */
  readonly failures: { readonly key: string; readonly error: unknown }[];
}

/** What a survey needs. */
export type Survey = Pick<Repair, 'engine' | 'bucket' | 'prefix' | 'signal' | 'onProgress'>;

/** HEADs under way at once: enough to hide a round trip, not enough to be throttled. */
const LOOKS = 32;

/**
 * Everything below the prefix, deltaspace by deltaspace, in one pass over the listing with one HEAD for each
 * delta and reference. What is remembered at a time are the keys of the deltas of one deltaspace and of those
 * that it is nested in.
 */
export async function* surveyDeltaspaces(
  survey: Survey,
): AsyncGenerator<Deltaspace, void, undefined> {
  const { engine, bucket, prefix, signal } = survey;
  const rows = engine.storage.list(bucket, { prefix, signal });
  const open: Deltaspace[] = [];
  /** Keys of whole objects, which may have a twin still to come. */
  const ancestors = new Ancestors<true>();
  let objects = 0;
  for await (const row of mapOrdered(rows, LOOKS, (each) => look(survey, each))) {
    if (row === undefined) continue;
    survey.onProgress(++objects);
    const { key } = row;
    let top = open.at(-1);
    while (top !== undefined && !key.startsWith(top.prefix)) {
      yield top;
      open.pop();
      top = open.at(-1);
    }
    if (top?.prefix !== directoryOf(key)) open.push((top = emptyDeltaspace(directoryOf(key))));
    add(top, row, ancestors);
  }
  for (const deltaspace of open.reverse()) yield deltaspace;
}

interface Row {
  readonly key: string;
  /** There for what may be a delta or a reference. */
  readonly found?: { readonly stored: StoredObject; readonly classified: Classified } | undefined;
  readonly error?: unknown;
}

/** `undefined` for what is none of ours to look at, or gone by now. */
async function look(survey: Survey, entry: ListEntry): Promise<Row | undefined> {
  const { key } = entry;
  if (entry.type === 'prefix' || isInternalKey(key)) return undefined;
  if (!key.endsWith(DELTA_SUFFIX) && nameOf(key) !== REFERENCE_NAME) return { key };
  const { engine, bucket, signal } = survey;
  try {
    const stored = await engine.storage.head({ bucket, key }, { signal });
    return stored && { key, found: { stored, classified: classify(stored) } };
  } catch (error) {
    signal?.throwIfAborted();
    return { key, error };
  }
}

function emptyDeltaspace(prefix: string): Deltaspace {
  return {
    prefix,
    objects: 0,
    deltas: 0,
    reference: undefined,
    needed: new Map(),
    twins: [],
    damaged: [],
    failures: [],
  };
}

function add(deltaspace: Deltaspace, row: Row, ancestors: Ancestors<true>): void {
  const { key, found, error } = row;
  deltaspace.objects++;
  if (error !== undefined) {
    deltaspace.failures.push({ key, error });
    return;
  }
  const isDeltaKey = key.endsWith(DELTA_SUFFIX);
  const { classified } = found ?? {};
  if (found !== undefined && classified?.kind === 'reference' && !isDeltaKey) {
    deltaspace.reference = { stored: found.stored, sha256: classified.sha256 };
    return;
  }
  const isDelta = classified?.kind === 'delta' || classified?.kind === 'damaged';
  if (!isDelta || !isDeltaKey) {
    ancestors.push(key, true);
    return;
  }
  deltaspace.deltas++;
  const logical = key.slice(0, -DELTA_SUFFIX.length);
  if (ancestors.find(logical, key) === true) deltaspace.twins.push(logical);
  if (classified.kind === 'damaged') {
    deltaspace.damaged.push({ key: logical, reason: classified.reason });
    return;
  }
  const { referenceSha256, referenceKeys } = classified.delta;
  const sibling = deltaspace.prefix + REFERENCE_NAME;
  const delta = { key: logical, elsewhere: referenceKeys.filter((place) => place !== sibling) };
  const others = deltaspace.needed.get(referenceSha256);
  if (others === undefined) deltaspace.needed.set(referenceSha256, [delta]);
  else others.push(delta);
}
