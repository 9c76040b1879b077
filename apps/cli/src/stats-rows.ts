import { humanSize, localTime, toUri } from '@deltaglider/cli-kit';
import type { BucketStats, CostEstimate } from '@deltaglider/sdk';
import { costFields, type Amount } from './cost-fields.ts';
import { describeSaved } from './describe-saved.ts';
import { fieldRows, type Field } from './field-rows.ts';

export interface StatsRowsOptions {
  readonly costs: CostEstimate;
  readonly humanReadable: boolean;
}

/** The lines that tell people of a bucket. */
export function statsRows(
  stats: BucketStats,
  { costs, humanReadable }: StatsRowsOptions,
): readonly string[] {
  const amount: Amount = humanReadable ? humanSize : (bytes) => `${bytes} bytes`;
  const { bucket, prefix } = stats;
  const fields = [...sizeFields(stats, amount), ...costFields(costs, amount), keptField(stats)];
  return [toUri({ bucket, key: prefix }), ...fieldRows(fields).map((row) => `  ${row}`)];
}

function sizeFields(stats: BucketStats, amount: Amount): readonly Field[] {
  const { objects, deltas, references, storedSize, unseen, unseenSize } = stats;
  const rest =
    stats.estimate === undefined ? '--sampled estimates, --detailed tells' : '--detailed tells';
  return [
    ['objects', `${objects} (${deltas} delta(s), ${objects - deltas} whole)`],
    ['references', references],
    ['size', describeLogicalSize(stats, amount)],
    ['stored', amount(storedSize)],
    ['saved', stats.size === undefined ? 'unknown' : describeSavings(stats, amount)],
    [
      'not looked at',
      unseen === 0
        ? undefined
        : `${unseen} delta(s) and reference(s), ${amount(unseenSize)} stored; ${rest} their size`,
    ],
  ];
}

function describeLogicalSize({ size, knownSize, estimate }: BucketStats, amount: Amount): string {
  if (size === undefined) return `unknown; at least ${amount(knownSize)}`;
  if (estimate === undefined) return amount(size);
  const { low, high, confidence, sample, population } = estimate;
  const range = Number.isFinite(high)
    ? `from ${amount(low)} to ${amount(high)}`
    : `${amount(low)} or more`;
  const sure = `with ${Math.round(confidence * 100)}% confidence`;
  return `about ${amount(size)} (${range} ${sure}, by a sample of ${sample} of ${population})`;
}

function describeSavings(stats: BucketStats, amount: Amount): string {
  const { size = 0, storedSize, unreadableSize, saved } = stats;
  if (saved === undefined) return describeSaved(saved);
  const difference = size - (storedSize - unreadableSize);
  const bytes = difference < 0 ? `-${amount(-difference)}` : amount(difference);
  const about = stats.estimate === undefined ? '' : 'about ';
  return `${about}${describeSaved(saved)} (${bytes})`;
}

function keptField({ keptSince }: BucketStats): Field {
  return ['figures', keptSince && `kept in the bucket since ${localTime(keptSince)}`];
}
