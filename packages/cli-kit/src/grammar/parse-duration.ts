import { usageError } from '../errors/command-error.ts';

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/**
 * Milliseconds of a text like `7d`, `12h` or `30m`.
 * @throws usage error that names the flag.
 */
export function parseDuration(text: string, flag: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  const factor = UNITS[unit];
  if (factor !== undefined) return Number(amount) * factor;
  throw usageError(
    `argument ${flag}: ${text} is not a duration.`,
    'Give a whole number and a unit: 30m, 12h, 7d or 2w.',
  );
}
