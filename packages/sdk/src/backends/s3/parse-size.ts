const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes as the config file of `aws` writes them: `8388608`, `8MB`, `50MB/s`; `undefined` for anything else. */
export function parseSize(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+)\s*([a-z]*)(?:\/s)?$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}
