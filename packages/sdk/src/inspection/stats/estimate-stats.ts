import { lookAtStored, type StoredRow } from '@deltaglider/core';
import { partSaved, UsageSum, type Usage } from '../usage.ts';
import type { BucketStats } from './bucket-stats.ts';
import { CONFIDENCE, estimateTotal } from './estimate-total.ts';
import type { StatsJob } from './stats-job.ts';
import type { Survey } from './survey.ts';
import { toStats } from './to-stats.ts';

/** Looks at the sample of what is unseen, and takes it for all of that. */
export async function estimateStats(job: StatsJob, found: Survey): Promise<BucketStats> {
  const { engine, bucket, signal } = job;
  const { classes, unseen, usage, sample: rows } = found;
  const looks = await lookAtStored(engine, { bucket, rows, signal });
  const base = toStats(job, found);
  const population = base.unseen;
  const usages = looks.map(usageOf);
  const sizes = usages.map(({ size }) => size);
  const { total, low, high } = estimateTotal(sizes, population);
  classes.estimate(
    looks.filter((row): row is StoredRow => row !== undefined),
    population / rows.length,
  );
  const size = usage.size + Math.round(total);
  const unreadable = usage.unreadable + sum(usages.map((each) => each.unreadable));
  const unreadableSize = usage.unreadableSize + sum(usages.map((each) => each.unreadableSize));
  return {
    ...base,
    size,
    knownSize: usage.size + sum(sizes),
    saved: partSaved({ size, storedSize: base.storedSize, unreadableSize }),
    unreadable,
    unreadableSize,
    unseen: population - rows.length,
    unseenSize: unseen.size - sum(rows.map((row) => row.size)),
    estimate: {
      sample: rows.length,
      population,
      low: usage.size + Math.floor(low),
      high: usage.size + Math.ceil(high),
      confidence: CONFIDENCE,
    },
    classes: classes.total(),
  };
}

/** What is gone by now takes nothing. */
function usageOf(row: StoredRow | undefined): Usage {
  const one = new UsageSum();
  if (row !== undefined) one.addRow(row);
  return one.total();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
