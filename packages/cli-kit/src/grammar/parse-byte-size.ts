import { usageError } from '../errors/command-error.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/**
 * Bytes of a text like `5GB`, `512MiB` or `1048576`: powers of 1024, as `aws` reads them.
 * @throws usage error that names the flag.
 */
export function parseByteSize(text: string, flag: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,12})\s*(?:([kmgt])i?)?b?$/i.exec(text.trim()) ?? [];
  const bytes = Number(amount) * (UNITS[unit.toLowerCase()] ?? 1);
  if (amount !== '' && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw usageError(
    `argument ${flag}: ${text} is not a size.`,
    'Give bytes, or a whole number and a unit: 512MB, 5GB or 1TB.',
  );
}
