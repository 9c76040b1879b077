import { usageError } from '@deltaglider/cli-kit';

/** How much `--sample` asks for. */
export type SampleSize = { readonly share: number } | { readonly count: number };

/**
 * `10%` or `0.5%` of the objects, or `100` of them.
 * @throws usage error for anything else.
 */
export function parseSample(text: string): SampleSize {
  const [, number = '', percent = ''] = /^(\d{1,9}(?:\.\d{1,6})?)(%?)$/.exec(text.trim()) ?? [];
  const amount = Number(number);
  if (percent === '%' && amount > 0 && amount <= 100) return { share: amount / 100 };
  if (percent === '' && Number.isInteger(amount) && amount > 0) return { count: amount };
  throw usageError(
    `argument --sample: ${text} is not a part of the objects.`,
    'Give a percentage or a number of objects: 10% or 100.',
  );
}
