import type { BucketStats } from './bucket-stats.ts';
import type { StatsDocument } from './stats-document.ts';
import type { StatsJob } from './stats-job.ts';
import type { Survey } from './survey.ts';

/** What a survey tells, and that the rest is unknown. */
export function toStats(job: StatsJob, { usage, unseen, classes }: Survey): BucketStats {
  const isKnown = unseen.deltas + unseen.references === 0;
  return {
    ...placeOf(job),
    ...usage,
    keptSince: undefined,
    objects: usage.objects + unseen.deltas,
    deltas: usage.deltas + unseen.deltas,
    references: usage.references + unseen.references,
    size: isKnown ? usage.size : undefined,
    knownSize: usage.size,
    storedSize: usage.storedSize + unseen.size,
    saved: isKnown ? usage.saved : undefined,
    unseen: unseen.deltas + unseen.references,
    unseenSize: unseen.size,
    estimate: undefined,
    classes: classes.total(),
  };
}

/** What a document tells that is of the present listing. */
export function fromDocument(
  job: StatsJob,
  { usage, classes, createdAt }: StatsDocument,
): BucketStats {
  return {
    ...placeOf(job),
    ...usage,
    keptSince: createdAt,
    knownSize: usage.size,
    unseen: 0,
    unseenSize: 0,
    estimate: undefined,
    classes,
  };
}

function placeOf({ bucket, prefix, mode }: StatsJob) {
  return { bucket, prefix, mode };
}
