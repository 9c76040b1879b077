import { DeltaGliderError, type Engine, type IncompleteUploadsPort } from '@deltaglider/core';
import type { PurgeBucketOptions, PurgeFinding } from './purge-options.ts';

const HOUR = 3_600_000;
/** A delete of a last delta, and a probe, take seconds; an upload of a part may take this long. */
const MIN_AGE = HOUR;
/** S3 lets clocks differ so much before it refuses them. */
const CLOCK_SKEW = HOUR / 4;

/** A purge under way: its options, with every default filled in. */
export interface Purge {
  readonly engine: Engine;
  readonly bucket: string;
  readonly dryRun: boolean;
  readonly uploads: IncompleteUploadsPort | undefined;
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (objects: number) => void;
  /** What was written or begun later is young. */
  readonly writtenBefore: Date;
  /** What says that it expires later is young. */
  readonly expiredBefore: Date;
}

/** What purging yields: findings, and what is young. */
export type Purged = PurgeFinding | 'young';

/**
 * Fills in what the caller left out.
 * @throws INVALID_ARGUMENT for an age of less than an hour
 */
export function startPurge(options: PurgeBucketOptions): Purge {
  const { engine, bucket, olderThan = 7 * 24 * HOUR, uploads, signal } = options;
  if (!(olderThan >= MIN_AGE)) {
    throw new DeltaGliderError(
      'INVALID_ARGUMENT',
      'Only what is older than an hour can be purged: a writer may still need what is younger.',
      { details: { hint: 'Give an age of one hour or more.' } },
    );
  }
  const now = engine.clock().getTime();
  return {
    engine,
    bucket,
    dryRun: options.dryRun ?? false,
    uploads,
    concurrency: options.concurrency ?? 4,
    signal,
    onProgress: options.onProgress ?? (() => undefined),
    writtenBefore: new Date(now - olderThan),
    expiredBefore: new Date(now - CLOCK_SKEW),
  };
}
