import {
  DELTA_SUFFIX,
  listStored,
  mayChangeUnseen,
  nameOf,
  REFERENCE_NAME,
  type Engine,
  type ListedObject,
} from '@deltaglider/core';
import { ClassSum } from '../costs/class-usage.ts';
import { UsageSum, type Usage } from '../usage.ts';
import { KeySample } from './key-sample.ts';
import { ListingDigest } from './listing-digest.ts';

export interface SurveyOptions {
  readonly engine: Engine;
  readonly bucket: string;
  readonly prefix: string;
  /** Whether the store is asked about what is not remembered. */
  readonly looksUp: boolean;
  /** How many of the rows that nobody looked at to keep. */
  readonly sampleSize: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((objects: number) => void) | undefined;
}

/** What nobody looked at: how many are called like deltas or references, and what they take in the store. */
interface Unseen {
  readonly deltas: number;
  readonly references: number;
  readonly size: number;
}

/** What one pass over a listing tells. */
export interface Survey {
  /** Of everything but what is unseen. */
  readonly usage: Usage;
  readonly unseen: Unseen;
  readonly classes: ClassSum;
  /** Some of the unseen rows, at random. */
  readonly sample: readonly ListedObject[];
  /** How many rows there are, and their digest. */
  readonly listing: { readonly objects: number; readonly sha256: string };
  /** How many of the rows only their metadata could explain. */
  readonly unclear: number;
  /** Whether none of those could change without a later listing telling. */
  readonly isSettled: boolean;
}

/** Adds up everything below a prefix in one listing; memory is bounded by the sample. */
export async function survey(options: SurveyOptions): Promise<Survey> {
  const { engine, bucket, prefix, looksUp, signal, onProgress } = options;
  const usage = new UsageSum();
  const classes = new ClassSum();
  const unseen = { deltas: 0, references: 0, size: 0 };
  const sample = new KeySample(engine.sha256, options.sampleSize);
  const digest = new ListingDigest(engine.sha256);
  let objects = 0;
  let unclear = 0;
  let isSettled = true;
  for await (const row of listStored(engine, { bucket, prefix, looksUp, signal })) {
    const { listed, kind } = row;
    digest.add(listed);
    classes.addRow(row);
    if (isUnclear(listed)) {
      unclear++;
      if (mayChangeUnseen(listed, engine.clock())) isSettled = false;
    }
    if (kind === 'unseen') {
      unseen[nameOf(listed.key) === REFERENCE_NAME ? 'references' : 'deltas']++;
      unseen.size += listed.size;
      sample.add(listed);
    } else usage.addRow(row);
    onProgress?.(++objects);
  }
  return {
    usage: usage.total(),
    unseen,
    classes,
    sample: sample.rows(),
    listing: { objects, sha256: digest.end() },
    unclear,
    isSettled,
  };
}

function isUnclear({ key }: ListedObject): boolean {
  return key.endsWith(DELTA_SUFFIX) || nameOf(key) === REFERENCE_NAME;
}
