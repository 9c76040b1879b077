import type {
  Analysis,
  AnalyzedKinds,
  Confidence,
  SavedEstimate,
  PredictedSize,
} from './analysis.ts';
import type { AnalyzeOptions } from './analyze-options.ts';
import { choosePairs, type ChosenPairs } from './choose-pairs.ts';
import type { Candidate, DeltaspaceTally } from './deltaspace-tally.ts';
import { measurePairs, type Measurements } from './measure-pairs.ts';
import { certainSizeOf, measuredByPrefix, predictCandidates } from './predict.ts';
import { createRandom } from './random.ts';
import { rankDeltaspaces } from './rank-deltaspaces.ts';
import { SizeSampler } from './size-sampler.ts';
import { Survey } from './survey.ts';

const DEFAULT_SAMPLE = 40;
const DEFAULT_MAX_BYTES = 2 ** 30;
const DEFAULT_SEED = 1;
const GIGABYTE = 2 ** 30;

/**
 * Predicts what storing objects as deltas would save, without writing: lists everything, draws a sample of what could
 * become deltas, and really encodes that, with the engine's codec, against the references that a put would take. What
 * are deltas already counts with what it has.
 *
 * Memory: counts for each deltaspace, and the sample.
 * @throws what the storage throws where it cannot be listed
 */
export async function analyze(options: AnalyzeOptions): Promise<Analysis> {
  const { sample = DEFAULT_SAMPLE, maxBytes = DEFAULT_MAX_BYTES, seed = DEFAULT_SEED } = options;
  const sampler = new SizeSampler<Candidate>(sample, createRandom(seed));
  const survey = new Survey(options, sampler, maxBytes);
  const report = createProgress(options);
  for await (const row of options.source.rows) {
    options.signal?.throwIfAborted();
    survey.add(row);
    report.listed();
  }
  survey.settle();
  const { requestsEach } = options.source;
  const chosen = choosePairs(survey, sampler, { maxBytes, requestsEach });
  options.onCost?.(chosen.cost);
  report.chosen(chosen.cost.pairs);
  const measurements = await measurePairs(chosen.draws, {
    engine: options.engine,
    source: options.source,
    tallies: survey.tallies,
    maxRatio: options.maxRatio ?? options.engine.maxRatio,
    signal: options.signal,
    onMeasured: report.measured,
  });
  return conclude(survey, { options, chosen, measurements });
}

function createProgress({ onProgress }: AnalyzeOptions) {
  let progress = { listed: 0, measured: 0, pairs: 0 };
  const say = (change: Partial<typeof progress>) => {
    progress = { ...progress, ...change };
    onProgress?.(progress);
  };
  return {
    listed: () => {
      say({ listed: progress.listed + 1 });
    },
    chosen: (pairs: number) => {
      say({ pairs });
    },
    measured: () => {
      say({ measured: progress.measured + 1 });
    },
  };
}

interface Evidence {
  readonly options: AnalyzeOptions;
  readonly chosen: ChosenPairs;
  readonly measurements: Measurements;
}

function conclude(survey: Survey, { options, chosen, measurements }: Evidence): Analysis {
  const tallies = [...survey.tallies.values()];
  const sum: Sum = (of) => tallies.reduce((total, tally) => total + of(tally), 0);
  const kinds = kindsOf(sum);
  const today = sum(({ storedSize }) => storedSize);
  const certain = sum(certainSizeOf);
  const candidates = predictCandidates(kinds.candidates.bytes, chosen, measurements);
  const predicted = {
    size: Math.round(certain + candidates.size),
    low: Math.round(certain + candidates.low),
    high: Math.round(certain + candidates.high),
  };
  const sampled = [...measurements.pairs.values()];
  const bytes = sampled.reduce((total, { size }) => total + size, 0);
  const share = kinds.candidates.bytes === 0 ? undefined : bytes / kinds.candidates.bytes;
  const { bytesRead, unread } = measurements;
  const { pricePerGigabyteMonth: price } = options;
  return {
    objects: sum(({ objects }) => objects),
    size: sum(({ size }) => size),
    deltaspaces: tallies.filter(({ objects }) => objects > 0).length,
    today,
    predicted,
    saved: savedOf(today, predicted),
    kinds,
    sample: {
      objects: sampled.length,
      bytes,
      share,
      draws: chosen.draws.length,
      bytesRead,
      unread,
    },
    confidence: confidenceOf(predicted, { today, chosen, measurements, kinds }),
    money: price === undefined ? undefined : moneyOf(price, today, predicted.size),
    ...rankDeltaspaces(tallies, measuredByPrefix(measurements), today),
  };
}

type Sum = (of: (tally: DeltaspaceTally) => number) => number;

function kindsOf(sum: Sum): AnalyzedKinds {
  const deltas = { objects: sum((t) => t.deltas), bytes: sum((t) => t.deltaStoredSize) };
  const candidates = { objects: sum((t) => t.candidates), bytes: sum((t) => t.candidateBytes) };
  const references = {
    objects: sum((t) => (t.first === undefined ? 0 : 1)),
    bytes: sum((t) => t.first?.size ?? 0),
  };
  const tooLarge = { objects: sum((t) => t.tooLarge), bytes: sum((t) => t.tooLargeBytes) };
  const others = [deltas, candidates, references, tooLarge];
  const counted = others.reduce((total, each) => total + each.objects, 0);
  const wholeBytes =
    sum((t) => t.storedSize) - others.reduce((total, each) => total + each.bytes, 0);
  const whole = { objects: sum((t) => t.objects) - counted, bytes: wholeBytes };
  return { deltas, candidates, references, whole, tooLarge };
}

function savedOf(today: number, { size, low, high }: PredictedSize): SavedEstimate {
  const part = (predicted: number) => (today === 0 ? undefined : 1 - predicted / today);
  // The more is stored, the less is saved.
  return { bytes: today - size, ratio: part(size), low: part(high), high: part(low) };
}

function moneyOf(pricePerGigabyteMonth: number, today: number, predicted: number) {
  const cost = (bytes: number) => (bytes / GIGABYTE) * pricePerGigabyteMonth;
  const saved = cost(today - predicted);
  return { pricePerGigabyteMonth, today: cost(today), predicted: cost(predicted), saved };
}

interface ConfidenceQuestion extends Omit<Evidence, 'options'> {
  readonly today: number;
  readonly kinds: AnalyzedKinds;
}

function confidenceOf(
  { low, high }: PredictedSize,
  { today, chosen, measurements, kinds }: ConfidenceQuestion,
): Confidence {
  const isComplete =
    kinds.candidates.objects === 0 || (chosen.isCensus && measurements.unread === 0);
  if (isComplete && kinds.tooLarge.objects === 0) return 'exact';
  if (measurements.pairs.size === 0) return 'none';
  const width = (high - low) / today;
  if (width <= 0.1) return 'high';
  return width <= 0.3 ? 'medium' : 'low';
}
