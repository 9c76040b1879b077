import { humanSize } from '@deltaglider/cli-kit';
import type { Analysis, AnalysisCost, DeltaspacePrediction } from '@deltaglider/sdk';
import { describeSaved } from './describe-saved.ts';
import { fieldRows, type Field } from './field-rows.ts';

/** What an analysis found, from the whole to its parts. `nameOf` shows a deltaspace. */
export function* analysisRows(
  analysis: Analysis,
  nameOf: (prefix: string) => string,
): Generator<string, void, undefined> {
  yield* fieldRows(analysisFields(analysis));
  yield* rankedRows('Most is saved in', analysis.best, nameOf);
  yield* rankedRows('Least is saved in', analysis.worst, nameOf);
}

/** Of a prediction, `Today` is what the objects themselves are. */
export function analysisFields(analysis: Analysis): Field[] {
  const { objects, deltaspaces, today, predicted, saved, money } = analysis;
  const { low, high } = predicted;
  const isExact = low === high;
  const span = isExact ? '' : ` (${humanSize(low)} to ${humanSize(high)})`;
  const range = `${describeSaved(saved.low)} to ${describeSaved(saved.high)}`;
  return [
    ['Objects', `${objects} in ${deltaspaces} deltaspace(s)`],
    ['Today', humanSize(today)],
    ['Predicted', humanSize(predicted.size) + span],
    ['Saved', describeSaved(saved.ratio) + (isExact ? '' : ` (${range})`)],
    ['Per month', money && `${price(money.today)} today, ${price(money.predicted)} predicted`],
    ['Confidence', describeConfidence(analysis)],
    ['Deltas already', describeCount(analysis.kinds.deltas)],
    ['Never deltas', describeCount(analysis.kinds.whole)],
    ['Too large to try', describeCount(analysis.kinds.tooLarge)],
  ];
}

/** `Reading 41 object(s), 8.2 MiB, in 123 request(s) to encode 40 of them ...`, for before it does. */
export function describeCost({ pairs, reads, bytes, requests }: AnalysisCost): string {
  return (
    `Reading ${reads} object(s), ${humanSize(bytes)}, in ${requests} request(s) ` +
    `to encode ${pairs} of them ...`
  );
}

function describeConfidence({ confidence, sample, kinds }: Analysis): string {
  const { objects } = kinds.candidates;
  if (objects === 0) return `${confidence}: nothing had to be measured`;
  const share = sample.share === undefined ? '' : `, ${(sample.share * 100).toFixed(1)}% of bytes`;
  const unread = sample.unread === 0 ? '' : `; ${sample.unread} could not be read`;
  return `${confidence}: ${sample.objects} of ${objects} object(s) encoded${share}${unread}`;
}

function describeCount(counted: { readonly objects: number; readonly bytes: number }) {
  const { objects, bytes } = counted;
  return objects === 0 ? undefined : `${objects} object(s), ${humanSize(bytes)}`;
}

function* rankedRows(
  title: string,
  ranked: readonly DeltaspacePrediction[],
  nameOf: (prefix: string) => string,
): Generator<string, void, undefined> {
  if (ranked.length === 0) return;
  yield '';
  yield `${title}:`;
  for (const { prefix, today, predicted, savedRatio, measured } of ranked) {
    const sizes = `${humanSize(today)} to ${humanSize(Math.round(predicted))}`;
    const how = measured === 0 ? '' : `, ${measured} encoded`;
    yield `  ${describeSaved(savedRatio).padStart(6)}  ${nameOf(prefix)}  ${sizes}${how}`;
  }
}

function price(amount: number): string {
  return amount < 1 && amount > 0 ? amount.toPrecision(2) : amount.toFixed(2);
}
