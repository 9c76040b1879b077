import { parseSize, usageError } from '@deltaglider/cli-kit';
import { Flags } from '@oclif/core';

const helpGroup = 'SAMPLE';

/** How much of what could be saved is measured, and what it is worth. */
export const sampleFlags = {
  sample: Flags.integer({
    min: 1,
    max: 100_000,
    default: 40,
    summary: 'How many objects to encode',
    helpGroup,
    helpValue: '<n>',
  }),
  'max-bytes': Flags.string({
    default: '1GiB',
    summary: 'The most to read',
    helpGroup,
    helpValue: '<size>',
  }),
  'price-per-gb-month': Flags.string({
    summary: 'What a gigabyte costs in a month, to tell of money as well',
    helpGroup,
    helpValue: '<price>',
  }),
};

interface SampleFlagValues {
  readonly sample: number;
  readonly 'max-bytes': string;
  readonly 'price-per-gb-month'?: string | undefined;
}

/** @throws usage error for what is no size, and what is no price. */
export function toSampleOptions(flags: SampleFlagValues) {
  return {
    sample: flags.sample,
    maxBytes: parseSize(flags['max-bytes'], '--max-bytes'),
    pricePerGigabyteMonth: parsePrice(flags['price-per-gb-month']),
  };
}

function parsePrice(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}(?:\.\d{1,6})?$/.test(text.trim())) return Number(text);
  throw usageError(
    `argument --price-per-gb-month: ${text} is not a price.`,
    'Give a number such as 0.023.',
  );
}
