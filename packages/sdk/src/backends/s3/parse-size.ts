const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

export interface ParseSizeOptions {
  /** Takes `50MB/s`, and `50Mb/s` for bits, beside a bare number. @default false */
  readonly perSecond?: boolean;
}

const SIZE = /^(\d{1,15})\s*(?:([kmgt])i?b|b)?$/i;
const RATE = /^(\d{1,15})\s*(?:([KMGTkmgt])i?)?(?:([Bb])\/s)$/;

/** Bytes as the config file of `aws` writes them: `8388608`, `8MB`; `undefined` for anything else, and for none. */
export function parseSize(text: string, { perSecond = false }: ParseSizeOptions = {}) {
  const trimmed = text.trim();
  const rate = perSecond ? RATE.exec(trimmed) : null;
  const [, digits, unit = '', letter] = rate ?? SIZE.exec(trimmed) ?? [];
  if (digits === undefined) return undefined;
  // A small letter is bits, as everywhere but in the sizes above.
  const bits = letter === 'b' ? 8 : 1;
  const bytes = Math.floor((Number(digits) * (UNITS[unit.toLowerCase()] ?? 1)) / bits);
  return bytes > 0 ? bytes : undefined;
}
