import { DeltaGliderError, type Engine } from '@deltaglider/core';
import { toPrefix } from '../../transfers/destination.ts';
import type { BucketStats, StatsMode } from './bucket-stats.ts';
import { estimateStats } from './estimate-stats.ts';
import { findKeptStats, keepStats } from './kept-stats.ts';
import type { StatsDocument } from './stats-document.ts';
import type { StatsJob } from './stats-job.ts';
import { survey, type Survey } from './survey.ts';
import { fromDocument, toStats } from './to-stats.ts';

export interface CollectStatsOptions {
  readonly engine: Engine;
  readonly bucket: string;
  /** Only what is below this directory; a `/` is added where it does not end with one. @default '' */
  readonly prefix?: string | undefined;
  /** @default 'quick', or 'detailed' where what is kept is to be refreshed */
  readonly mode?: StatsMode | undefined;
  /**
   * What becomes of the figures that are kept in the bucket. They are used only while the listing is the one that
   * they were made of; `refresh` makes them anew all the same, and `ignore` neither reads nor writes them.
   * @default 'use'
   */
  readonly kept?: 'use' | 'refresh' | 'ignore' | undefined;
  /** How many stored objects a sample has, 1 or more. @default 1000 */
  readonly sampleSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many stored objects of a listing have been counted. */
  readonly onProgress?: ((objects: number) => void) | undefined;
}

const SAMPLE_SIZE = 1000;

/**
 * What a bucket, or a prefix of it, has in it and what that takes, from one listing. Sizes that the listing cannot
 * tell come from what earlier listings remembered, from figures that are kept in the bucket, or by the mode from the
 * objects themselves. Figures that leave nothing open are kept in the bucket where that is allowed.
 * @throws BUCKET_NOT_FOUND, and what the storage throws; INVALID_ARGUMENT for a sample of nothing
 */
export async function collectStats(options: CollectStatsOptions): Promise<BucketStats> {
  const { kept = 'use' } = options;
  const job = toJob(options);
  if (kept === 'ignore') return (await measure(job)).stats;
  const place = await findKeptStats(job);
  const { stats, document } = await measure(job, kept === 'use' ? place?.document : undefined);
  if (place !== undefined && document !== undefined) await keepStats(job, place, document);
  return stats;
}

function toJob(options: CollectStatsOptions): StatsJob {
  const { engine, bucket, prefix = '', kept, sampleSize = SAMPLE_SIZE, signal } = options;
  if (!Number.isSafeInteger(sampleSize) || sampleSize < 1) {
    const message = `A sample cannot have ${sampleSize} objects; it must have 1 or more.`;
    throw new DeltaGliderError('INVALID_ARGUMENT', message);
  }
  return {
    engine,
    bucket,
    prefix: toPrefix(prefix),
    mode: options.mode ?? (kept === 'refresh' ? 'detailed' : 'quick'),
    sampleSize,
    startedAt: engine.clock(),
    signal,
    onProgress: options.onProgress,
  };
}

interface Measured {
  readonly stats: BucketStats;
  /** What may be kept: where it leaves nothing open, and is not kept already. */
  readonly document?: StatsDocument;
}

async function measure(job: StatsJob, kept?: StatsDocument): Promise<Measured> {
  const { mode } = job;
  // Where there may be an answer already, it is worth a listing to find out whether it still is one.
  if (mode === 'detailed' && kept === undefined) return await measureAll(job);
  const sampleSize = mode === 'sampled' ? job.sampleSize : 0;
  const found = await survey({ ...job, looksUp: false, sampleSize });
  if (kept?.listing.sha256 === found.listing.sha256) return { stats: fromDocument(job, kept) };
  const unseen = found.unseen.deltas + found.unseen.references;
  if (unseen === 0) return complete(job, found);
  if (mode === 'quick') return { stats: toStats(job, found) };
  // A sample of everything is no sample.
  if (mode === 'detailed' || unseen <= sampleSize) return await measureAll(job);
  return { stats: await estimateStats(job, found) };
}

async function measureAll(job: StatsJob): Promise<Measured> {
  return complete(job, await survey({ ...job, looksUp: true, sampleSize: 0 }));
}

function complete(job: StatsJob, found: Survey): Measured {
  const { usage, listing, classes, isSettled, unclear } = found;
  const stats = toStats(job, found);
  // Without deltas a listing tells everything; what could not be read now may be readable for others.
  if (!isSettled || unclear === 0 || usage.unreadable > 0) return { stats };
  const document = { createdAt: job.startedAt, listing, usage, classes: classes.total() };
  return { stats, document };
}
