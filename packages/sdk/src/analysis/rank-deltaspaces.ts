import type { DeltaspacePrediction } from './analysis.ts';
import type { DeltaspaceTally } from './deltaspace-tally.ts';
import type { MeasuredPair } from './measure-pairs.ts';
import { predictDeltaspace } from './predict.ts';

/** How many are named on each side. */
const NAMED = 5;

/** Of all that is stored, what a deltaspace has at least to be named among the worst: crumbs help nobody. */
const WORTH_NAMING = 0.001;

export interface RankedDeltaspaces {
  readonly best: readonly DeltaspacePrediction[];
  readonly worst: readonly DeltaspacePrediction[];
}

/** Those of which something is known: where most is saved, and of what the smallest part is. */
export function rankDeltaspaces(
  tallies: Iterable<DeltaspaceTally>,
  measured: ReadonlyMap<string, readonly MeasuredPair[]>,
  today: number,
): RankedDeltaspaces {
  const known: DeltaspacePrediction[] = [];
  for (const tally of tallies) {
    const pairs = measured.get(tally.prefix) ?? [];
    const predicted = predictDeltaspace(tally, pairs);
    // Where everything is a delta there is nothing left to save.
    const isWhole = tally.storedSize > tally.deltaStoredSize;
    if (predicted === undefined || tally.objects === 0 || !isWhole) continue;
    const savedBytes = tally.storedSize - predicted;
    known.push({
      prefix: tally.prefix,
      objects: tally.objects,
      today: tally.storedSize,
      predicted,
      savedBytes,
      savedRatio: savedBytes / tally.storedSize,
      measured: pairs.length,
    });
  }
  const saving = known.filter(({ savedBytes }) => savedBytes > 0);
  const best = saving.sort((a, b) => b.savedBytes - a.savedBytes).slice(0, NAMED);
  const worst = known
    .filter((each) => !best.includes(each) && each.today >= today * WORTH_NAMING)
    .sort((a, b) => a.savedRatio - b.savedRatio || b.today - a.today)
    .slice(0, NAMED);
  return { best, worst };
}
