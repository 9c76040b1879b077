/** A part of a whole, from 0 to 1, and where it is with a confidence of 95 %. */
export interface ShareEstimate {
  /** `undefined` where nothing was measured. */
  readonly mean: number | undefined;
  readonly low: number;
  readonly high: number;
}

/** Two-sided quantiles of Student's distribution for 95 %, by degrees of freedom from 1 on. */
const STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** What has been seen not once in n draws may still be up to 3/n of all, with the same confidence. */
const UNSEEN = 3;

/**
 * The share of all bytes that independent draws, in proportion to size, are evidence of. The interval is that of
 * Student, but never narrower than what n draws can tell: where all draws are alike, others may have been missed.
 */
export function estimateShare(draws: readonly number[]): ShareEstimate {
  const n = draws.length;
  if (n === 0) return { mean: undefined, low: 0, high: 1 };
  const mean = draws.reduce((sum, each) => sum + each, 0) / n;
  const unseen = Math.min(1, UNSEEN / n);
  const half = n === 1 ? 1 : (studentQuantile(n - 1) * deviation(draws, mean)) / Math.sqrt(n);
  return {
    mean,
    low: Math.max(0, mean - Math.max(half, unseen * mean)),
    high: Math.min(1, mean + Math.max(half, unseen * (1 - mean))),
  };
}

function studentQuantile(freedom: number): number {
  return STUDENT[freedom - 1] ?? 1.96 + 2.5 / freedom;
}

function deviation(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
