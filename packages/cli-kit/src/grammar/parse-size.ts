import { usageError } from '../errors/command-error.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/**
 * Bytes, at least one, of a text like `500`, `64MB` or `1.5GiB`: powers of 1024, as in the config file of `aws`.
 * @throws usage error that names the flag.
 */
export function parseSize(text: string, flag: string): number {
  const [, amount = '', unit = ''] =
    /^(\d{1,15}(?:\.\d{1,3})?)\s*(?:([kmgt])(?:i?b)?|b)?$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const bytes = Math.floor(Number(amount) * (factor ?? 0));
  if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw usageError(
    `argument ${flag}: ${text} is not a size.`,
    'Give a number of bytes, or one with a unit: 500, 64MB or 1.5GiB.',
  );
}
