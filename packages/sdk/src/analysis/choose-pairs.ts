import { directoryOf } from '@deltaglider/core';
import type { AnalysisCost } from './analysis.ts';
import type { Candidate } from './deltaspace-tally.ts';
import type { SizeSampler } from './size-sampler.ts';
import { referenceSizeOf, type Survey } from './survey.ts';

/** What will be measured. */
export interface ChosenPairs {
  /** In the order of the draws; one may come more than once, and is measured once. */
  readonly draws: readonly Candidate[];
  /** Whether they are all that there is. */
  readonly isCensus: boolean;
  readonly cost: AnalysisCost;
}

export interface ChoosePairsOptions {
  readonly maxBytes: number;
  /** Of one object. */
  readonly requestsEach: number;
}

/** All candidates where they are few and small, else as many of the draws as may be read. */
export function choosePairs(
  survey: Survey,
  sampler: SizeSampler<Candidate>,
  options: ChoosePairsOptions,
): ChosenPairs {
  const everything = sampler.everything();
  if (everything !== undefined) {
    const all = asManyAsFit(survey, everything, options);
    if (all.draws.length === everything.length) return { ...all, isCensus: true };
  }
  return asManyAsFit(survey, sampler.draws(), options);
}

/** Up to the first that does not fit: leaving out large ones and going on would favour small ones. */
function asManyAsFit(
  { tallies }: Survey,
  candidates: readonly Candidate[],
  { maxBytes, requestsEach }: ChoosePairsOptions,
): ChosenPairs {
  const draws: Candidate[] = [];
  const keys = new Set<string>();
  const prefixes = new Set<string>();
  let bytes = 0;
  for (const candidate of candidates) {
    const { key, size } = candidate;
    const prefix = directoryOf(key);
    const tally = tallies.get(prefix);
    const reference = prefixes.has(prefix) || !tally ? 0 : referenceSizeOf(tally);
    const more = keys.has(key) ? 0 : size + reference;
    if (bytes + more > maxBytes) break;
    bytes += more;
    keys.add(key);
    prefixes.add(prefix);
    draws.push(candidate);
  }
  const reads = keys.size + prefixes.size;
  const cost = { pairs: keys.size, reads, bytes, requests: reads * requestsEach };
  return { draws, isCensus: false, cost };
}
