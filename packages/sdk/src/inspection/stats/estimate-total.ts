/** Half the width of the interval that holds 95 % of a normal distribution, in standard deviations. */
const Z = 1.96;
export const CONFIDENCE = 0.95;

export interface Total {
  readonly total: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The sum over a population of which `values` are a random sample without repetition: the mean times the population,
 * and the interval in which it is with a confidence of 95 %, by the normal approximation with the correction for a
 * finite population. Never below what the sample itself adds up to.
 */
export function estimateTotal(values: readonly number[], population: number): Total {
  const n = values.length;
  const sum = values.reduce((total, value) => total + value, 0);
  if (n >= population) return { total: sum, low: sum, high: sum };
  if (n === 0) return { total: 0, low: 0, high: Infinity };
  const mean = sum / n;
  const total = mean * population;
  if (n === 1) return { total, low: sum, high: Infinity };
  const squares = values.reduce((all, value) => all + (value - mean) ** 2, 0);
  const variance = squares / (n - 1);
  const margin = Z * population * Math.sqrt((variance / n) * (1 - n / population));
  return { total, low: Math.max(sum, total - margin), high: total + margin };
}
