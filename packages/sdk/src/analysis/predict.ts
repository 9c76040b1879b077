import { directoryOf } from '@deltaglider/core';
import type { PredictedSize } from './analysis.ts';
import type { ChosenPairs } from './choose-pairs.ts';
import type { DeltaspaceTally } from './deltaspace-tally.ts';
import { estimateShare, type ShareEstimate } from './estimate-share.ts';
import type { MeasuredPair, Measurements } from './measure-pairs.ts';

/** What the delta of a reference to itself takes, about; every first object of a deltaspace is one. */
const DELTA_TO_ITSELF = 32;

/** What a deltaspace would take without its candidates. */
export function certainSizeOf(tally: DeltaspaceTally): number {
  const { storedSize, candidateBytes, first } = tally;
  return storedSize - candidateBytes + (first === undefined ? 0 : DELTA_TO_ITSELF);
}

/** What the candidates of all deltaspaces would take. */
export function predictCandidates(
  bytes: number,
  { draws, isCensus }: ChosenPairs,
  { pairs }: Measurements,
): PredictedSize {
  const measured = draws.flatMap(({ key }) => pairs.get(key) ?? []);
  if (!isCensus) return scaled(bytes, estimateShare(measured.map(shareOf)));
  const known = sumOf(measured);
  const rest = bytes - known.size;
  const share = known.size === 0 ? 1 : known.storedSize / known.size;
  const { storedSize } = known;
  return { size: storedSize + rest * share, low: storedSize, high: storedSize + rest };
}

/** Without a measurement nothing is promised: everything stays as it is. */
function scaled(bytes: number, { mean = 1, low, high }: ShareEstimate): PredictedSize {
  return { size: bytes * mean, low: bytes * low, high: bytes * high };
}

/** What was measured of each deltaspace. */
export function measuredByPrefix({ pairs }: Measurements): Map<string, MeasuredPair[]> {
  const byPrefix = new Map<string, MeasuredPair[]>();
  for (const [key, pair] of pairs) {
    const prefix = directoryOf(key);
    const group = byPrefix.get(prefix);
    if (group === undefined) byPrefix.set(prefix, [pair]);
    else group.push(pair);
  }
  return byPrefix;
}

/** What one deltaspace would take, by what was measured of it; `undefined` where something is, and nothing was. */
export function predictDeltaspace(
  tally: DeltaspaceTally,
  measured: readonly MeasuredPair[],
): number | undefined {
  const certain = certainSizeOf(tally);
  if (tally.candidateBytes === 0) return certain;
  if (measured.length === 0) return undefined;
  const { size, storedSize } = sumOf(measured);
  return certain + (tally.candidateBytes * storedSize) / size;
}

function shareOf({ size, storedSize }: MeasuredPair): number {
  return storedSize / size;
}

function sumOf(pairs: readonly MeasuredPair[]): MeasuredPair {
  let size = 0;
  let storedSize = 0;
  for (const pair of pairs) {
    size += pair.size;
    storedSize += pair.storedSize;
  }
  return { size, storedSize };
}
