import type { BucketStats, CostEstimate, SizeEstimate } from '@deltaglider/sdk';

/** As the Python tool writes it, with more keys behind its own; what is not known is null. */
export function toStatsDocument(stats: BucketStats, costs: CostEstimate): object {
  const { size, storedSize, unreadableSize, saved } = stats;
  return {
    bucket: stats.bucket,
    object_count: stats.objects,
    total_size: size ?? null,
    compressed_size: storedSize,
    space_saved: size === undefined ? null : size - (storedSize - unreadableSize),
    average_compression_ratio: size === 0 ? 0 : (saved ?? null),
    delta_objects: stats.deltas,
    direct_objects: stats.objects - stats.deltas,
    reference_objects: stats.references,
    prefix: stats.prefix,
    mode: stats.mode,
    kept_since: stats.keptSince ?? null,
    known_size: stats.knownSize,
    unseen_objects: stats.unseen,
    unseen_size: stats.unseenSize,
    unreadable_objects: stats.unreadable,
    unreadable_size: unreadableSize,
    estimate: stats.estimate === undefined ? null : toEstimate(stats.estimate),
    monthly_costs: toCosts(costs),
  };
}

function toEstimate({ sample, population, low, high, confidence }: SizeEstimate): object {
  // JSON knows no infinity.
  return { sample, population, low, high: Number.isFinite(high) ? high : null, confidence };
}

/** Where nothing has a price, nothing is known of costs. */
function toCosts({ currency, asOf, source, classes, unpriced, ...costs }: CostEstimate): object {
  const isKnown = classes.length > 0 || unpriced.length === 0;
  const orNull = (amount: number | undefined) => (isKnown && amount !== undefined ? amount : null);
  return {
    currency,
    as_of: asOf,
    source,
    stored: orNull(costs.stored),
    logical: orNull(costs.logical),
    saved: orNull(costs.saved),
    classes: classes.map(({ storageClass, stored, logical }) => ({
      storage_class: storageClass,
      stored,
      logical: logical ?? null,
    })),
    unpriced: unpriced.map(({ storageClass, objects, storedSize }) => ({
      storage_class: storageClass ?? null,
      objects,
      stored_size: storedSize,
    })),
  };
}
